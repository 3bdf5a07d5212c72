-- Every distinct value of one column, with how many rows hold it and the first of them.
-- `text` is lower case; full-width digits and signs, and the many dashes, are written as their plain forms,
-- so that no look-alike slips through.
create or replace temp table gate_value as
with value as (
    select {{column}} as value, count(*) as rows_with, min(_row) as first_row
    from {{table}}
    where {{column}} is not null
    group by 1
)

select
    lower(translate(
        value,
        '０１２３４５６７８９＠．－‐‑‒–—−／：（）＋　',
        '0123456789@.-------/:()+ '
    )) as text,
    sum(rows_with) as rows_with,
    min(first_row) as first_row
from value
group by 1
