-- The denominator of a snapshot is capacity, where a measure has one.
count(*) filter (is_num)::double as numerator,
sum(weight) filter (is_den) as denominator,
null::double as value,
null::double as value_high
