-- Monthly counts of agencies that share totals only, for measures that take them. Rows win: a month that the
-- agency also sent as rows is not counted twice. Withheld is a cell its sender suppressed or left blank: it is never
-- zero, and no total is made up from the cells beside it.
create or replace temp table m_count as
with counted as (
    select
        c.agency_id, c.measure_id, date_trunc('month', c.month)::date as month,
        coalesce(nullif(c.breakdown, ''), 'all') as breakdown,
        coalesce(nullif(c.level, ''), 'all') as level,
        c.numerator, c.denominator,
        coalesce(c.suppressed, false) or c.numerator is null as withheld
    from core_monthly_counts as c
    inner join m_measure as m on m.measure_id = c.measure_id and m.counts_ok
    anti join m_row_month as r
        on r.measure_id = c.measure_id and r.agency_id = c.agency_id and r.month = date_trunc('month', c.month)
)

select
    c.*, m.agg, p.partnership, p.county, coalesce(p.part2, false) as part2,
    month = max(month) over (partition by c.agency_id, c.measure_id, date_trunc('quarter', month)) as ends_quarter,
    month = max(month) over (partition by c.agency_id, c.measure_id, date_trunc('year', month)) as ends_year
from counted as c
inner join m_measure as m using (measure_id)
left join m_partner as p on p.agency_id = c.agency_id;
