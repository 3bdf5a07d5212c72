count(amount) filter (is_num)::double as numerator,
count(amount) filter (is_den)::double as denominator,
median(amount) filter (is_num) / nullif(median(amount) filter (is_den), 0) as value,
null::double as value_high
