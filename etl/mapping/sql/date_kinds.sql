-- Each distinct text of a date column: what kind of date it is, and its three numbers where it has three.
create or replace temp table {{look}}_kind as
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
),

kinds as (
    select text, date_kind(text) as kind from texts
)

select
    text,
    kind,
    case when kind = 'parts' then regexp_extract(text, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})', 1) end as a,
    case when kind = 'parts' then regexp_extract(text, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})', 2) end as b,
    case when kind = 'parts' then regexp_extract(text, '^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})', 3) end as y
from kinds;
