select 1 from {{look}} where problem is not null limit 1
