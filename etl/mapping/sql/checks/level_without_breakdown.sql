-- A total that names a group, or a breakdown that names none.
select _row from mapped where (breakdown = 'all') <> (level = 'all') order by _row
