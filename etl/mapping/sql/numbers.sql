-- Each distinct text of a number column. Whether a comma or a dot is the decimal mark is told by the mapping or
-- proved by a number that can be nothing else (12.5; 1,234.5); otherwise 1,234 is a thousand and 1.234 is refused.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text, regexp_replace({{column}}, '^\+|[ ''\x{00A0}\x{202F}\x{2009}]', '', 'g') as bare
    from source
    where {{column}} is not null
),

kinds as (
    select
        text,
        bare,
        case
            when is_cell_error(text) then 'cell_error'
            when is_scientific(text) then 'number_scientific'
            when regexp_full_match(text, '[-(−].*') then 'number_negative'
            when bare <> text and not regexp_full_match(text, '\+?(\d+|\d{1,3}([ ''\x{00A0}\x{202F}\x{2009}]\d{3})+)([.,]\d*)?') then 'number_bad'
            when regexp_full_match(bare, '\d+\.?') then 'plain'
            when regexp_full_match(bare, '[1-9]\d{0,2}\.\d{3}') then 'dot_three'
            when regexp_full_match(bare, '[1-9]\d{0,2},\d{3}') then 'comma_three'
            when regexp_full_match(bare, '\d*\.\d+|\d{1,3}(,\d{3}){2,}|\d{1,3}(,\d{3})+\.\d*') then 'dot_decimal'
            when regexp_full_match(bare, '\d+,\d+|\d{1,3}(\.\d{3}){2,}|\d{1,3}(\.\d{3})+,\d*') then 'comma_decimal'
            else 'number_bad'
        end as kind
    from texts
),

marked as (
    select
        *,
        case
            when $decimal::varchar is not null then $decimal::varchar
            when bool_or(kind = 'dot_decimal') over () and bool_or(kind = 'comma_decimal') over () then 'mixed'
            when bool_or(kind = 'dot_decimal') over () then '.'
            when bool_or(kind = 'comma_decimal') over () then ','
        end as mark
    from kinds
),

numbers as (
    select
        text,
        kind,
        mark,
        case
            when kind = 'plain' then try_cast(bare as double)
            when kind not in ('dot_three', 'comma_three', 'dot_decimal', 'comma_decimal') or mark = 'mixed' then null
            when mark = ',' and kind <> 'dot_decimal' then try_cast(replace(replace(bare, '.', ''), ',', '.') as double)
            when mark = '.' and kind <> 'comma_decimal' then try_cast(replace(bare, ',', '') as double)
            when mark is null and kind = 'comma_three' then try_cast(replace(bare, ',', '') as double)
        end as number
    from marked
),

judged as (
    select
        text,
        number,
        mark,
        case
            when kind in ('cell_error', 'number_scientific', 'number_negative', 'number_bad') then kind
            when number is null and kind <> 'plain' then 'number_locale'
            when number is null or number > 9e15 then 'number_bad'
            when $whole::boolean and number <> floor(number) then 'number_not_whole'
        end as problem
    from numbers
)

select text, case when problem is null then number::{{type}} end as value, problem, mark from judged;
