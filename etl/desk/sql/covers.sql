-- The time that a column of dates covers, as far as it can be read in one way only: first and last month, first
-- and last year, dates of which not even the month is certain, and dates of which not even the year is.
with cells as (
    select trim({{column}}) as cell from raw where trim({{column}}) <> ''
),

parsed as (
    select
        try_strptime(
            cell,
            [
                '%Y-%m-%d', '%Y-%m', '%Y/%m/%d', '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M',
                '%d-%b-%Y', '%d %b %Y', '%b %d, %Y', '%d-%B-%Y', '%d %B %Y', '%B %d, %Y',
                '%b-%Y', '%b %Y', '%B-%Y', '%B %Y', '%m/%Y'
            ]
        ) as maybe,
        try_cast(regexp_extract(cell, '^\d{1,2}[-/.]\d{1,2}[-/.](\d{4})\b', 1) as integer) as year_alone
    from cells
),

read as (select case when year(maybe) >= 1900 then maybe end as day, year_alone from parsed)

select
    strftime(min(day), '%Y-%m'),
    strftime(max(day), '%Y-%m'),
    least(min(year(day)), min(year_alone))::bigint,
    greatest(max(year(day)), max(year_alone))::bigint,
    count(*) filter (where day is null)::bigint,
    count(*) filter (where day is null and year_alone is null)::bigint
from read
