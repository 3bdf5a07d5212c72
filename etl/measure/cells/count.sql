count(*) filter (is_num)::double as numerator,
null::double as denominator,
null::double as value,
null::double as value_high
