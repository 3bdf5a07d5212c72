-- Each distinct text of a number column. 1.234 is a decimal only where another number shows that dots are decimals.
create or replace temp table {{look}} as
with texts as (
    select distinct {{column}} as text from source where {{column}} is not null
),

kinds as (
    select
        text,
        bool_or(regexp_full_match(text, '[+-]?(\d*\.(\d{1,2}|\d{4,})|0\.\d{3}|\d{4,}\.\d{3}|\d{1,3}(,\d{3})+\.\d+)')) over () as dots_are_decimals,
        case
            when is_cell_error(text) then 'cell_error'
            when is_scientific(text) then 'number_scientific'
            when regexp_full_match(text, '[-(−].*') then 'number_negative'
            when regexp_full_match(text, '\+?[1-9]\d{0,2}\.\d{3}') then 'dot'
            when regexp_full_match(text, '\+?(\d+\.?\d*|\.\d+)') then 'plain'
            when regexp_full_match(text, '\+?\d{1,3}([, ''\x{00A0}\x{202F}\x{2009}]\d{3})+(\.\d*)?') then 'thousands'
            when regexp_full_match(text, '\d+,\d+|\d{1,3}(\.\d{3})+(,\d+)?') then 'number_locale'
            else 'number_bad'
        end as kind
    from texts
),

numbers as (
    select
        text,
        case
            when kind = 'dot' and not dots_are_decimals then 'number_locale'
            when kind not in ('plain', 'thousands', 'dot') then kind
        end as problem,
        case
            when kind in ('plain', 'thousands', 'dot')
                then try_cast(regexp_replace(text, '[+, ''\x{00A0}\x{202F}\x{2009}]', '', 'g') as double)
        end as number
    from kinds
),

judged as (
    select
        text,
        number,
        case
            when problem is not null then problem
            when number is null or number > 9e15 then 'number_bad'
            when $whole::boolean and number <> floor(number) then 'number_not_whole'
        end as problem
    from numbers
)

select text, case when problem is null then number::{{type}} end as value, problem from judged;
