-- One date of the column that reads both ways.
select trim({{column}}) as example
from raw
where regexp_full_match(trim({{column}}), '\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})')
    and try_cast(regexp_extract(trim({{column}}), '^(\d{1,2})', 1) as integer) between 1 and 12
    and try_cast(regexp_extract(trim({{column}}), '^\d{1,2}[-/.](\d{1,2})', 1) as integer) between 1 and 12
    and regexp_extract(trim({{column}}), '^(\d{1,2})', 1)::integer
        <> regexp_extract(trim({{column}}), '^\d{1,2}[-/.](\d{1,2})', 1)::integer
order by _row
limit 1
