-- A column with too many different texts: the rows whose text was not even looked up are as wrong as the others.
insert into problem
select s._row, $name, 'not_codes', null, null
from source s
where s.{{column}} is not null and s.{{column}} not in (select text from {{look}});
