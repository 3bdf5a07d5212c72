-- The rows of one submission with exactly the store's columns, whatever the source has more or less.
create or replace temp table incoming as
select {{columns}}, _row, _hash from {{row_table}} limit 0;

insert into incoming by name select {{shared_columns}}, _row from {{source}} order by _row;

update incoming set _hash = md5(to_json({{as_struct}})::varchar);
