select
        {{place}} as place,
        _row,
        text,
        case
            when coalesce(text, '') = '' then case when $required_{{place}}::boolean then 'is blank' end
            when not regexp_full_match(text, $pattern_{{place}}::varchar) or try_cast(text as {{type}}) is null then 'is not a valid ' || $what_{{place}}::varchar
            when $allowed_{{place}}::varchar[] is not null
                and not list_has_all($allowed_{{place}}::varchar[], case when $listed_{{place}}::boolean then string_split(text, '|') else [text] end)
                then 'is not allowed'
            when try_cast(text as double) not between $low_{{place}}::double and $high_{{place}}::double then 'is out of range'
            when text < earliest then 'is before ' || replace('{{after}}', '"', '')
            {{known}}
        end as why
    from (select _row, trim({{column}}) as text, trim({{after}}) as earliest from {{table}})
