-- Patterns of which one hit refuses the file. One row a column and rule: how many rows have it, the first few.
-- Only values long enough for the shortest pattern (a birth date after "dob") are looked at.
with candidate as (
    select name, text, rows_with, first_row
    from gate_value
    where length(text) >= 6 and regexp_matches(text, '[0-9@/]|www\.')
),

judged as (
    select
        name,
        rows_with,
        first_row,
        gate_identifiers(text) as rules
    from candidate
),

hit as (
    select
        name,
        unnest(rules) as rule,
        rows_with,
        first_row
    from judged
)

select
    name,
    rule,
    cast(sum(rows_with) as bigint) as rows_with,
    list_slice(list_sort(list(first_row)), 1, 20) as first_rows
from hit
group by name, rule
order by name, rule
