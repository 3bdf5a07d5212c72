-- Each distinct text of a ZIP column: its first three digits, unless fewer than 20,000 people live there.
-- In a column of whole ZIP codes 2139 and 501 have lost their zeros; in one of three digits 501 is what it says.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text, regexp_replace({{column}}, '\.0$|[ -]', '', 'g') as digits
    from source
    where {{column}} is not null
),

whole as (
    select coalesce(bool_or(regexp_full_match(digits, '\d{4,9}')), false) as whole from texts
),

areas as (
    select
        text,
        case
            when not whole and regexp_full_match(digits, '\d{3}') then digits
            when whole and regexp_full_match(digits, '\d{3,5}') then left(lpad(digits, 5, '0'), 3)
            when whole and regexp_full_match(digits, '\d{7,9}') then left(lpad(digits, 9, '0'), 3)
        end as area
    from texts, whole
)

select
    text,
    case when not list_contains($restricted::varchar[], area) then area end as value,
    case when area is null then 'unreadable' when list_contains($restricted::varchar[], area) then 'restricted' end as problem
from areas
