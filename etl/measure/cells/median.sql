null::double as numerator,
count(amount) filter (is_den)::double as denominator,
median(amount) filter (is_den) as value,
quantile_cont(amount, 0.9) filter (is_den) as value_high
