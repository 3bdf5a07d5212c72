-- Ids and keys that a spreadsheet has damaged: {{part}} is a cell of the file, before it is hashed or joined.
insert into problem
select _row, $name, case when is_cell_error({{part}}) then 'cell_error' when is_scientific({{part}}) then 'id_scientific' else 'id_long' end, null, null
from {{source}}
where is_scientific({{part}}) or is_cell_error({{part}}) or length({{part}}) > 200;
