-- A cell that says nothing makes no row; a record of which no cell says anything is set aside.
delete from source where numerator is null and not suppressed;

insert into refused
select _row, 'no_values', 'None of the counted columns has a value.'
from raw
where _row not in (select _row from source) and _row not in (select _row from refused);
