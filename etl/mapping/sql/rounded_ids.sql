-- Distinct ids of 16 digits or more, and those of them that end in 0 from the 16th digit on.
select count(*)::bigint, count(*) filter (where trim(substr(text, 16), '0') = '')::bigint
from (
    select distinct {{column}} as text
    from raw
    where length({{column}}) >= 16 and regexp_full_match({{column}}, '\d+')
)
