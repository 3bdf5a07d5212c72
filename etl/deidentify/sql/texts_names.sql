-- Each distinct text of a column of names, in the one spelling that is hashed; NULL when it names nobody.
-- `family_alone`, `given_alone`: of a column that holds only that; `family`, `given`: of one with whole names.
-- "SMITH, John Q" has the family name before the comma; "John Q Smith" has it last, with de, la, van and the like.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
),

words as (
    select
        text,
        position(',' in text) > 0 and not regexp_full_match(text, '[^,]*,\s*(jr|sr|ii|iii|iv)\.?\s*', 'i') as comma,
        name_words(text) as words,
        name_words(split_part(text, ',', 1)) as before,
        name_words(split_part(text, ',', 2)) as after
    from texts
),

bare as (
    select
        text,
        comma,
        without_suffix(words) as family_words,
        without_title(words) as given_words,
        without_suffix(before) as before,
        without_title(after) as after
    from words
),

plain as (
    select *, without_suffix(given_words) as plain from bare
),

parts as (
    select
        text,
        array_to_string(family_words, '') as family_alone,
        given_words[1] as given_alone,
        case
            when comma then array_to_string(before, '')
            when len(plain) > 1 then replace(regexp_extract(
                array_to_string(plain[2:], ' '),
                '(?:^|\s)((?:(?:DE|DEL|LA|LAS|LOS|VAN|VON|DER|DEN|DI|DA|DOS|DU|LE|EL|AL|BIN|IBN|ST|SAN|SANTA|TER|TEN)\s)*\S+)$',
                1
            ), ' ', '')
        end as family,
        case when comma then after[1] when len(plain) > 1 then plain[1] end as given
    from plain
)

select
    text,
    known_name(family_alone) as family_alone,
    known_given(given_alone) as given_alone,
    known_name(family) as family,
    known_given(given) as given
from parts
