-- A reference table whose file an installation does not have.
create or replace temp table {{table}} as
select 0::bigint as _row{{blank}} where false;
