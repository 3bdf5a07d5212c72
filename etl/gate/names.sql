-- How many different values of each column read as a person's name, by the census lists in gate_name(name, list).
-- A pair is two to four words of which one is a given name and another a family name, with no word that names
-- a place or an organization (list 'other'). A single is one word.
with worded as (
    select
        name,
        text,
        rows_with,
        first_row,
        list_filter(
            string_split_regex(
                regexp_replace(upper(strip_accents(replace(text, '''', ''))), '(^|[^A-Z])(MR|MRS|MS|MISS|DR|JR|SR|II|III|IV|MD|RN|LCSW|PHD|ESQ|SGT|OFC|DET|LT|CPL|DEP|HON)\.?($|[^A-Z])', ' '),
                '[^A-Z]+'
            ),
            lambda word: word <> ''
        ) as words
    from gate_value
    where length(text) between 2 and 60 and regexp_matches(text, '[^\x00-\x40]') and not regexp_matches(text, '[0-9]{3}')
),

short as (
    select * from worded where len(words) between 1 and 5
),

word as (
    select name, text, unnest(words) as word from short
),

listed as (
    select
        word.name,
        word.text,
        count(*) filter (gate_name.given) as given,
        count(*) filter (gate_name.family) as family,
        count(*) filter (gate_name.county) as county,
        count(*) filter (gate_name.other) as other,
        count(*) filter (gate_name.given or gate_name.family) as known
    from word
    left join gate_name on word.word = gate_name.name
    group by word.name, word.text
),

judged as (
    select
        short.rows_with,
        short.first_row,
        len(short.words) as size,
        listed.*,
        len(short.words) between 2 and 5 and listed.given >= 1 and listed.known >= 2 and listed.other = 0 as pair,
        len(short.words) between 2 and 3 and listed.family >= 1 and listed.other = 0
        and len(list_filter(short.words, lambda part: length(part) = 1)) >= 1
        and len(list_filter(short.words, lambda part: length(part) > 1)) = 1 as initialed,
        len(short.words) between 1 and 3 and listed.family >= 1
        and regexp_matches(short.text, '^(mr|mrs|ms|miss|dr|officer|ofc|sgt|sergeant|deputy|detective|judge|hon)\.?\s+[a-z]')
        as titled
    from short
    join listed on short.name = listed.name and short.text = listed.text
)

select
    looked_at.name,
    looked_at.different,
    count(*) filter (pair) as pairs,
    cast(coalesce(sum(rows_with) filter (pair), 0) as bigint) as pair_rows,
    list_slice(list_sort(list(first_row) filter (pair)), 1, 20) as pair_first,
    count(*) filter (initialed) as initialed,
    count(*) filter (titled) as titled,
    count(*) filter (size = 1) as singles,
    count(*) filter (size = 1 and given > 0 and other = 0) as given,
    count(*) filter (size = 1 and family > 0 and other = 0) as family,
    count(*) filter (size = 1 and county > 0) as county,
    list_slice(list_sort(list(first_row) filter (size <= 3)), 1, 20) as short_first
from (select name, count(*) as different from gate_value group by name) as looked_at
left join judged on judged.name = looked_at.name
group by looked_at.name, looked_at.different
