select distinct problem from {{look}} where problem is not null
