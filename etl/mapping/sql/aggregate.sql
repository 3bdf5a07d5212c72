-- Daily counts become months: person-days over the days observed. A day without a number was not observed.
create or replace temp table mapped as
select
    min(_row) as _row,
    agency_id,
    date_trunc('month', "month")::date as "month",
    measure_id,
    breakdown,
    level,
    sum(numerator) as numerator,
    count(distinct "month")::double as denominator,
    false as suppressed
from typed
where numerator is not null
group by agency_id, date_trunc('month', "month"), measure_id, breakdown, level
order by _row;
