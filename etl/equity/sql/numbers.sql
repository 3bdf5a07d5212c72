-- The pairs as numbers; NaN for what is not known.
select
    number,
    coalesce(events, 'nan'::double) as events, coalesce(base, 'nan'::double) as base,
    coalesce(ref_events, 'nan'::double) as ref_events, coalesce(ref_base, 'nan'::double) as ref_base,
    of_residents
from equity_pair
order by number;
