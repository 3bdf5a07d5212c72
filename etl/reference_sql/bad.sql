-- The first cell of a column that may not stand as it is: its row, its text, why.
with cells as (
    select _row, trim({{column}}) as text, trim({{after}}) as earliest from {{table}}
),

judged as (
    select
        _row,
        text,
        case
            when coalesce(text, '') = '' then case when $required::boolean then 'is blank' end
            when not regexp_full_match(text, $pattern::varchar) or try_cast(text as {{type}}) is null then 'is not a valid ' || $what::varchar
            when $allowed::varchar[] is not null
                and not list_has_all($allowed::varchar[], case when $listed::boolean then string_split(text, '|') else [text] end)
                then 'is not allowed'
            when try_cast(text as double) not between $low::double and $high::double then 'is out of range'
            when text < earliest then 'is before ' || replace('{{after}}', '"', '')
            when text not in (select {{other_column}}::varchar from {{other_table}} where {{other_column}} is not null) then 'is not known'
        end as why
    from cells
)

select _row, text, why from judged where why is not null order by _row limit 1
