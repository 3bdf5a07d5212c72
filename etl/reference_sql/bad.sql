-- The first cell of a table that may not stand as it is: the place of its column, its row, its text, why.
-- Columns go through together: planning a query for each costs more than running them all.
with judged as (
    {{parts}}
)

select place, _row, text, why from judged where why is not null order by place, _row limit 1
