-- Wrong cells by column and rule; texts of codes that failed are told one by one, others never.
with told as (
    select
        name,
        rule,
        case when list_contains($named::varchar[], rule) then text end as text,
        case when list_contains($named::varchar[], rule) then near end as near,
        case when rule = 'exact_age' then near end as band,
        _row
    from problem
),

bands as (
    select string_agg(band || ' (' || rows || ')', ', ' order by band) as bands
    from (select band, count(*) as rows from told where band is not null group by band)
)

select
    name,
    rule,
    text,
    near,
    (select bands from bands) as bands,
    count(*)::bigint as rows,
    (list(_row order by _row))[:20] as first_rows
from told
group by name, rule, text, near
order by count(*) desc, min(_row), name, rule, text
