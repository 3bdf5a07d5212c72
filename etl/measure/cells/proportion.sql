count(*) filter (is_num)::double as numerator,
count(*) filter (is_den)::double as denominator,
null::double as value,
null::double as value_high
