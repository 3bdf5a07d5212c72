-- Rows of a submission in the store, and how many of them or of its files have no equal on the other side.
with stored as (
    select _row, _hash from {{row_table}} where _submission_id = $submission
),

filed as (select _row, _hash from incoming)

select
    (select count(*) from stored),
    (select count(*) from (select * from stored except all select * from filed))
    + (select count(*) from (select * from filed except all select * from stored));
