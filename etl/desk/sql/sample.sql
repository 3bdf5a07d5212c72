-- Some different texts of a column.
select distinct {{column}} from (select {{column}} from raw order by _row limit 2000) where {{column}} is not null limit $most
