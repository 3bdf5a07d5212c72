-- One row a word: which of the lists of names it is in.
create temp table if not exists gate_name as
with word as (
    select unnest($given::varchar[]) as name, 'given' as list
    union all
    select unnest($family::varchar[]), 'family'
    union all
    select unnest($county::varchar[]), 'county'
    union all
    select unnest($other::varchar[]), 'other'
)

select
    name,
    bool_or(list = 'given') as given,
    bool_or(list = 'family') as family,
    bool_or(list = 'county') as county,
    bool_or(list = 'other') as other
from word
group by name
