select '{{name}}' as name, {{name}} as value, count(*) as rows_with, min(_row) as first_row
from {{table}}
where {{name}} is not null
group by 2
