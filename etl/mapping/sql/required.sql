-- Rows without a value that the feed needs (and without another finding on that cell).
insert into problem
select _row, $name, 'required_blank', null, null
from typed
where {{column}} is null
    and {{unless}}
    and _row not in (select _row from problem where name = $name);
