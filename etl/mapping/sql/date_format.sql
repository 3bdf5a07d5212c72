-- Each distinct text of a date column read in the format that the mapping tells.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
),

days as (
    select text, try_strptime(text, $format)::date as day from texts
),

judged as (
    select
        text,
        day,
        case
            when is_cell_error(text) then 'cell_error'
            when day is null then 'date_bad'
            when day < date '1990-01-01' then 'date_implausible'
            when day > $today::date and not $later::boolean then 'date_future'
        end as problem
    from days
)

select
    text,
    case when problem is null then case when $as_month::boolean then date_trunc('month', day)::date else day end end as value,
    $month_only::boolean as month_only,
    problem
from judged;
