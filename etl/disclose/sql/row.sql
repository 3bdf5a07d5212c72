-- Every measured row under a number of its own; everything below and the release itself refer to that number.
create or replace temp table disclose_row as
select row_number() over () - 1 as _row, * from {{source}};
