-- Every distinct value of some columns, with how many rows hold it and the first of them.
-- `text` is written plainly (see plain.sql), so that no look-alike slips through.
create or replace temp table gate_value as
with value as (
    {{parts}}
)

select
    name,
    gate_plain(value) as text,
    sum(rows_with) as rows_with,
    min(first_row) as first_row
from value
group by 1, 2
