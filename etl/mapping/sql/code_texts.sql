-- The distinct texts of a code column, the most frequent first.
select {{column}} as text
from source
where {{column}} is not null
group by text
order by count(*) desc, text
limit $most
