-- Days in the range of the file, and those among them that have a count.
select (max("month") - min("month") + 1)::bigint, count(distinct "month")::bigint from typed where numerator is not null
