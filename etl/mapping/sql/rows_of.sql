-- How many rows of a staged file are looked at.
select count(*)::bigint from (select 1 from {{table}} limit $most)
