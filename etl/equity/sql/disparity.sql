create or replace temp table disparity as
select
    p.measure_id, p.of_residents, p.scope_kind, p.scope, p.counting, p.characteristic, p.level, p.reference,
    p.grain, p.period, p.events, p.base, p.ref_events, p.ref_base,
    f.rate, f.ref_rate, f.rri, f.low, f.high, f.gap, f.excess,
    coalesce(p.not_yet, f.said) as status,
    p.provisional, p.reporting, p.expected
from equity_pair as p
inner join equity_found as f using (number)
order by all;
