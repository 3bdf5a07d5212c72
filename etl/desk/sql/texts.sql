-- The distinct texts of a column, the most frequent first; a blank cell, and a text that means one, is NULL.
select cell(id_text({{column}}), $blanks::varchar[]) as text, count(*)::bigint as rows
from raw
where _row not in (select _row from dropped)
group by text
order by rows desc, text nulls first
limit $most
