-- The first cell of a table that may not stand as it is: the place of its column, its row, its text, why.
-- All columns go through in one pass: planning a query for each costs more than running them all.
with cell as (
    select _row, {{texts}} from {{table}}
),

judged as (
    select
        _row,
        unnest([
            {{parts}}
        ]) as found
    from cell
)

select found.place, _row, found.text, found.why
from judged
where found.why is not null
order by found.place, _row
limit 1
