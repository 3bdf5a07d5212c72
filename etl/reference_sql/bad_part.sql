{
                'place': {{place}},
                'text': text_{{place}},
                'why': case
                    when coalesce(text_{{place}}, '') = '' then case when $required_{{place}}::boolean then 'is blank' end
                    when not regexp_full_match(text_{{place}}, $pattern_{{place}}::varchar) or try_cast(text_{{place}} as {{type}}) is null then 'is not a valid ' || $what_{{place}}::varchar
                    {{more}}
                end
            }
