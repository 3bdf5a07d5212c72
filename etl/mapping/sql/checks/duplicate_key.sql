-- Rows that share their key with another row of the file, values differing.
select _row from mapped
where {{keyed}}
qualify count(*) over (partition by {{key}}) > 1
order by {{key}}, _row
