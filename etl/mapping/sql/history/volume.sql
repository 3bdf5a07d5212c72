-- Months outside the agency's own limits once the file is in (mean +- limit x mean moving range of other months).
-- The month in which the file was received is not over, and is not judged.
-- A month counts with what is known of it already: a file with a few corrections is not a month of few rows.
with now as (
    select agency_id, month, count(*)::bigint as rows
    from (
        select {{key}}, date_trunc('month', {{date}})::date as month from mapped where {{date}} is not null
        union
        select {{key}}, date_trunc('month', {{date}})::date as month
        from {{core}}
        where (agency_id, date_trunc('month', {{date}})) in (select (agency_id, date_trunc('month', {{date}})) from mapped)
    )
    group by agency_id, month
),

before as (
    select agency_id, date_trunc('month', {{date}})::date as month, count(*) as rows
    from {{core}}
    where agency_id in (select agency_id from now)
    group by all
),

ranged as (
    select *, abs(rows - lag(rows) over (partition by agency_id order by month)) as moved
    from before
    anti join now using (agency_id, month)
),

limits as (
    select agency_id, avg(rows) - $limit * avg(moved) as low, avg(rows) + $limit * avg(moved) as high
    from ranged
    group by agency_id
    having count(*) >= $least
)

select strftime(month, '%Y-%m'), rows, low, high
from now
inner join limits using (agency_id)
where rows not between low and high
    and month < (select date_trunc('month', today) from map_day)
order by month
