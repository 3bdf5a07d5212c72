-- The first key that two rows share: their rows.
select min(_row), max(_row) from {{table}} group by {{key}} having count(*) > 1 order by 1 limit 1
