select distinct strftime({{date_column}}, '%Y-%m') as month_text
from incoming
where {{date_column}} is not null
order by month_text;
