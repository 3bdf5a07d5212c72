-- Every distinct value of some columns, with how many rows hold it and the first of them.
-- `text` is lower case; full-width digits and signs, and the many dashes, are written as their plain forms,
-- so that no look-alike slips through.
create or replace temp table gate_value as
with value as (
    {{parts}}
)

select
    name,
    lower(translate(
        value,
        '０１２３４５６７８９＠．－‐‑‒–—−／：（）＋　',
        '0123456789@.-------/:()+ '
    )) as text,
    sum(rows_with) as rows_with,
    min(first_row) as first_row
from value
group by 1, 2
