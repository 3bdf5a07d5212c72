-- Checked texts become typed columns.
create or replace temp table {{table}} as
select {{casts}} from {{table}} order by _row;
