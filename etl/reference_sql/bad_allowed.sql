when not list_has_all($allowed_{{place}}::varchar[], case when $listed_{{place}}::boolean then string_split(text, '|') else [text] end) then 'is not allowed'
