-- One spelling for the parts of a person key. deploy/deidentify.md says the same in words: another agency that
-- follows it gets the same key, so nothing here may change without a new version in person.py.

-- Capital letters without accents; apostrophes, hyphens and dots are taken out, everything else parts words.
create or replace temp macro name_words(t) as list_filter(
    string_split_regex(
        regexp_replace(upper(strip_accents(nfc_normalize(t))), '[''’‘`´.‐‑‒–-]', '', 'g'), '[^\p{L}]+'
    ),
    lambda word: word <> ''
);

create or replace temp macro without_suffix(words) as case
    when len(words) > 1 and list_contains(['JR', 'SR', 'II', 'III', 'IV'], words[-1]) then words[:-2]
    else words
end;

create or replace temp macro without_title(words) as case
    when len(words) > 1 and list_contains(['MR', 'MRS', 'MS', 'MISS', 'DR'], words[1]) then words[2:]
    else words
end;

-- What is written where a name is not known.
create or replace temp macro known_name(t) as case
    when t = '' or list_contains(
        [
            'UNKNOWN', 'UNK', 'UNKN', 'NA', 'NONE', 'NULL', 'REFUSED', 'ANONYMOUS', 'NFN', 'NLN', 'NMN', 'LNU', 'FNU',
            'UNIDENTIFIED', 'UNNAMED', 'NOTGIVEN', 'NOTPROVIDED', 'NOTKNOWN', 'TEST', 'X', 'XX', 'XXX', 'XXXX'
        ],
        t
    ) then null
    else t
end;

-- An initial alone is no given name.
create or replace temp macro known_given(t) as case when regexp_full_match(t, '[A-Z]') then null else known_name(t) end;

-- Nine digits; a spreadsheet drops the zeros in front. Numbers that were never given out stand for "not known".
create or replace temp macro ssn_digits(t) as lpad(regexp_replace(id_text(trim(t)), '[ -]', '', 'g'), 9, '0');

create or replace temp macro ssn_part(t) as case
    when not regexp_full_match(regexp_replace(id_text(trim(t)), '[ -]', '', 'g'), '\d{7,9}') then null
    when regexp_full_match(ssn_digits(t), '000.*|666.*|\d{3}00\d{4}|\d{5}0000') then null
    when list_contains(['111111111', '222222222', '333333333', '444444444', '555555555', '777777777', '888888888',
        '999999999', '123456789', '987654321', '078051120'], ssn_digits(t)) then null
    else ssn_digits(t)
end;

-- A number of the agency: capital letters, no spaces, no zeros in front, which spreadsheets drop.
create or replace temp macro number_part(t) as
    known_name(ltrim(regexp_replace(upper(id_text(trim(t))), '\s', '', 'g'), '0'));

-- Years completed on a day. Who was born on February 29 grows older on March 1 of a common year.
create or replace temp macro years_between(born, day) as
    year(day) - year(born) - if(month(day) * 100 + day(day) < month(born) * 100 + day(born), 1, 0);

-- 34, 34.0, 34 y, 34 years old, 90+; months and weeks of a baby are no years.
create or replace temp macro age_years(t) as case
    when regexp_full_match(t, '\d{1,2}\s*(m|mo|mos|mths?|months?|w|wks?|weeks?|d|days?)\.?(\s*old)?', 'i') then 0
    when regexp_full_match(t, '\d{1,3}(\.\d+)?\s*(y|yr|yrs|yo|y/o|years?)?\.?(\s*old)?\+?', 'i')
        then try_cast(regexp_extract(t, '^\d+') as integer)
end;

create or replace temp macro band_at(age, tops, bands) as
    case when age between 0 and 120 then bands[1 + len(list_filter(tops, lambda top: top <= age))] end;

-- A text that a spreadsheet would run as a formula gets an apostrophe; a number or a lone sign is none.
create or replace temp macro safe_text(t) as
    case when regexp_matches(t, '^[=+@\t\r＝＋－＠-].') and not regexp_full_match(t, '[+-]?[\d.,]+%?') then '''' || t else t end;
