-- Each distinct text of a date column: the day, whether only its month is known, or what is wrong with it.
create or replace temp table {{look}} as
with told as (
    select $ordered::varchar as ordered, $today::date as today, $unproved::varchar as unproved
),

days as (
    select
        text,
        kind,
        a,
        b,
        case kind
            when 'iso' then day_of(
                regexp_extract(text, '^(\d{4})', 1),
                regexp_extract(text, '^\d{4}[-/.](\d{1,2})', 1),
                regexp_extract(text, '^\d{4}[-/.]\d{1,2}[-/.](\d{1,2})', 1)
            )
            when 'month' then day_of(left(text, 4), text[6:], 1)
            when 'month_year' then day_of(right(text, 4), regexp_extract(text, '^\d+'), 1)
            when 'compact' then day_of(left(text, 4), text[5:6], text[7:8])
            when 'serial' then date '1899-12-30' + regexp_extract(text, '^\d+')::integer
            when 'name_year' then day_of(full_year(regexp_extract(text, '\d+$'), today), month_number(text), 1)
            when 'day_name' then day_of(
                full_year(regexp_extract(text, '[A-Za-z.][-, ]+(\d{4}|\d{2})', 1), today),
                month_number(regexp_extract(text, '[A-Za-z]+')),
                regexp_extract(text, '^\d{1,2}')
            )
            when 'name_day' then day_of(
                regexp_extract(text, ' \d{1,2},? +(\d{4})', 1), month_number(text), regexp_extract(text, ' (\d{1,2})', 1)
            )
            when 'parts' then parts_day(a, b, y, ordered, today)
        end as day
    from {{look}}_kind, told
),

judged as (
    select
        text,
        day,
        kind in ('month', 'month_year', 'name_year') as month_only,
        case
            when kind = 'error' then 'cell_error'
            when kind = 'unclear' then 'date_unclear'
            when kind = 'year' then 'date_year_only'
            when kind = 'parts' and ordered is null and a::integer <> b::integer then unproved
            when day is null then 'date_bad'
            when kind = 'serial' and (day < $earliest::date or day > today) then 'date_bad'
            when day < $earliest::date then 'date_implausible'
            when day > today and not $later::boolean then 'date_future'
        end as problem
    from days, told
)

select
    text,
    case when problem is null then case when $as_month::boolean then date_trunc('month', day)::date else day end end as value,
    month_only,
    problem
from judged;
