-- One row a word: which of the lists of names it is in. A list comes as one text: the driver takes seconds over
-- ten thousands of values that it has to look at one by one.
create temp table if not exists gate_name as
with word as (
    select unnest(string_split($given, ' ')) as name, 'given' as list
    union all
    select unnest(string_split($family, ' ')), 'family'
    union all
    select unnest(string_split($county, ' ')), 'county'
    union all
    select unnest(string_split($other, ' ')), 'other'
)

select
    name,
    bool_or(list = 'given') as given,
    bool_or(list = 'family') as family,
    bool_or(list = 'county') as county,
    bool_or(list = 'other') as other
from word
group by name
