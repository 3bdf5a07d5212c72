-- How the distinct texts of a key column look.
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
)

select
    count(*)::bigint as texts,
    count(*) filter (where regexp_full_match(text, '\d{1,20}'))::bigint as numbers,
    count(*) filter (where regexp_full_match(text, '[\p{L}'' .,-]+'))::bigint as letters,
    count(*) filter (where regexp_matches(text, '[\s@,]'))::bigint as spaced,
    count(*) filter (
        where regexp_matches(text, '(19|20)\d{2}[-/]?(0[1-9]|1[0-2])[-/]?(0[1-9]|[12]\d|3[01])')
            and not regexp_full_match(text, '[0-9a-fA-F]{32,}')
    )::bigint as dated,
    count(*) filter (where length(text) < 6)::bigint as short
from texts
