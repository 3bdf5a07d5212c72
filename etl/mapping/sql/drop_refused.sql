delete from problem where _row in (select _row from refused);
delete from typed where _row in (select _row from refused);
