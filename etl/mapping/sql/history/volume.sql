-- Whole months of the file outside the agency's own limits (mean +- limit x mean moving range of earlier months).
with before as (
    select agency_id, date_trunc('month', {{date}})::date as month, count(*) as rows
    from {{core}}
    where agency_id in (select agency_id from mapped)
        and date_trunc('month', {{date}}) not in (select date_trunc('month', {{date}}) from mapped where {{date}} is not null)
    group by all
),

ranged as (
    select *, abs(rows - lag(rows) over (partition by agency_id order by month)) as moved from before
),

limits as (
    select agency_id, avg(rows) - $limit * avg(moved) as low, avg(rows) + $limit * avg(moved) as high
    from ranged
    group by agency_id
    having count(*) >= $least
),

now as (
    select agency_id, date_trunc('month', {{date}})::date as month, count(*)::bigint as rows
    from mapped
    where {{date}} is not null
    group by all
)

select strftime(month, '%Y-%m'), rows, low, high
from now
inner join limits using (agency_id)
where rows not between low and high
order by month
