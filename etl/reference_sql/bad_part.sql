select
        {{place}} as place,
        _row,
        text,
        case
            when coalesce(text, '') = '' then case when $required_{{place}}::boolean then 'is blank' end
            when not regexp_full_match(text, $pattern_{{place}}::varchar) or try_cast(text as {{type}}) is null then 'is not a valid ' || $what_{{place}}::varchar
            {{more}}
        end as why
    from (select _row, trim({{column}}) as text, trim({{after}}) as earliest from {{table}})
