-- The first three digits of a ZIP code; those of fewer than 20,000 people are blanked and counted.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
)

select
    text,
    case when regexp_full_match(text, '\d{3}') and not list_contains($restricted::varchar[], text) then text end as value,
    case
        when list_contains($restricted::varchar[], text) then 'zip3_restricted'
        when regexp_full_match(text, '\d{3}') then null
        when is_cell_error(text) then 'cell_error'
        when regexp_full_match(text, '\d{1,2}') then 'zip3_short'
        when regexp_full_match(text, '\d{4,5}(-?\d{4})?') then 'zip_full'
        else 'zip3_bad'
    end as problem
from texts;
