-- One row for each cell whose text was found wrong.
insert into problem
select s._row, $name, l.problem, case when $told::boolean then s.{{column}} end, {{near}}
from source s
inner join {{look}} l on l.text = s.{{column}}
where l.problem is not null;
