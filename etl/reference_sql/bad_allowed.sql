when not list_has_all($allowed_{{place}}::varchar[], case when $listed_{{place}}::boolean then string_split(text_{{place}}, '|') else [text_{{place}}] end) then 'is not allowed'
