-- How many rows of a column have which problem of its lookup.
select {{look}}.problem, count(*)
from source
join {{look}} on {{look}}.text = source.{{column}}
where {{look}}.problem is not null
group by 1
