-- What can be read in the release, by the number of its measured row. That it is too early for a number, or that
-- a report is missing, says nothing of the number: only the mark of a hidden one says that it is no zero.
select
    r._row as row_id,
    coalesce(s.numerator, 'nan'::double) as numerator,
    coalesce(s.denominator, 'nan'::double) as denominator,
    coalesce(s.value, 'nan'::double) as value,
    (
        s.status in ('shown', 'provisional', 'no_cases') or s.numerator is not null or s.denominator is not null
        or bool_or(s.status in ('shown', 'provisional', 'no_cases')) over series
    ) and s.status not in ('missing', 'too_early') as told
from {{released}} as s
inner join disclose_row as r
    on
        r.measure_id = s.measure_id and r.scope_kind = s.scope_kind and r.scope = s.scope
        and r.breakdown = s.breakdown and r.level = s.level and r.grain = s.grain and r.period = s.period
window series as (partition by s.measure_id, s.scope_kind, s.scope, s.breakdown);
