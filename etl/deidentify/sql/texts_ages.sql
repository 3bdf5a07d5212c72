-- Each distinct text of a column of ages: the band, or what is wrong with it. Bands stay what they are.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
)

select
    text,
    coalesce(band_at(age_years(text), $tops::integer[], $bands::varchar[]), ($codes::varchar[])[list_position($words::varchar[], regexp_replace(lower(text), '[\s_/,().-]+', '_', 'g'))]) as value,
    case when value is null then 'unreadable' end as problem
from texts
