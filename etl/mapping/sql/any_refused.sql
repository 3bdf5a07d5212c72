select 1 from refused limit 1
