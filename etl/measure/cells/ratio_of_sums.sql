coalesce(sum(amount) filter (is_num), 0) as numerator,
coalesce(sum(amount) filter (is_den), 0) as denominator,
null::double as value,
null::double as value_high
