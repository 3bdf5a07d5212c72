-- Reading one text. Regular expressions are anchored; a text that fits none is never bent until it does.
create or replace temp macro cell(t, blanks) as nullif(case when list_contains(blanks, trim(t)) then '' else trim(t) end, '');

create or replace temp macro is_cell_error(t) as regexp_full_match(
    t, '#+|#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)', 'i'
);

-- 1.23E+05 or 1.5e5; not 1234e567, which is as likely a hash.
create or replace temp macro is_scientific(t) as
    regexp_full_match(t, '[+-]?\d+([.,]\d+)?[eE][+-]\d+|[+-]?\d+[.,]\d+[eE]\d+');

-- A whole number that some program wrote with a decimal: 1001.0 is the id 1001.
create or replace temp macro id_text(t) as
    case when regexp_full_match(t, '\d{1,15}\.0') then left(t, length(t) - 2) else t end;

-- Hashes in one spelling: 64 hex digits are the same key in either case.
create or replace temp macro key_text(t) as
    case when regexp_full_match(t, '[0-9A-Fa-f]{64}') then lower(t) else t end;

create or replace temp macro slug_text(t) as
    trim(regexp_replace(lower(strip_accents(t)), '[^a-z0-9]+', '_', 'g'), '_');

-- HMAC-SHA256 (RFC 2104) of a text; the two pads are the secret xor 0x36.. and 0x5c.., 64 bytes each.
create or replace temp macro hmac_hex(t, inner_pad, outer_pad) as
    sha256(outer_pad || unhex(sha256(inner_pad || encode(t))));

create or replace temp macro month_number(name) as list_position(
    ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], lower(left(name, 3))
);

-- Two digits are this century up to 20 years from now (so that a slip shows as a future date), else the last.
create or replace temp macro full_year(y, today) as
    case
        when length(y) = 4 then y::integer
        when 2000 + y::integer <= year(today) + 20 then 2000 + y::integer
        else 1900 + y::integer
    end;

create or replace temp macro day_of(y, m, d) as
    try_cast(lpad(y::varchar, 4, '0') || '-' || lpad(m::varchar, 2, '0') || '-' || lpad(d::varchar, 2, '0') as date);

create or replace temp macro date_kind(t) as
    case
        when is_cell_error(t) then 'error'
        when regexp_full_match(t, '((s?fy|cy|fiscal year|calendar year|year)[- ]?)?(19|20)\d{2}(\.0)?([-/](19|20)\d{2})?', 'i') then 'year'
        when regexp_full_match(t, '\d{4}[-/.]\d{1,2}[-/.]\d{1,2}([ T,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?)?') then 'iso'
        when regexp_full_match(t, '\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})([ T,]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?)?') then 'parts'
        when regexp_full_match(t, '\d{4}[-/.]\d{1,2}') then 'month'
        when regexp_full_match(t, '\d{1,2}[-/]\d{4}') then 'month_year'
        when regexp_full_match(t, '\d{8}') then 'compact'
        when regexp_full_match(t, '\d{5}(\.\d+)?') then 'serial'
        when regexp_full_match(t, '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?([-, ]+\d{4}|-\d{2})', 'i') then 'name_year'
        when regexp_full_match(t, '\d{1,2}[- ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?[-, ]+(\d{4}|\d{2})([ T,]+\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?)?)?', 'i') then 'day_name'
        when regexp_full_match(t, '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d{1,2},? +\d{4}([ T,]+\d{1,2}:\d{2}(:\d{2})?\s*([ap]\.?m\.?)?)?', 'i') then 'name_day'
        when regexp_full_match(t, '(\d{1,2}[- ](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2})', 'i') then 'unclear'
        else 'bad'
    end;

-- Three numbers in the order that is known; equal day and month need no order.
create or replace temp macro parts_day(a, b, y, ordered, today) as
    case
        when ordered = 'mdy' then day_of(full_year(y, today), a, b)
        when ordered = 'dmy' then day_of(full_year(y, today), b, a)
        when ordered = 'ymd' and length(y) = 2 then day_of(full_year(a, today), b, y)
        when ordered is null and a::integer = b::integer then day_of(full_year(y, today), a, b)
    end;
