-- The survival itself is worked out in survival.sql, from the same events.
count(*) filter (is_num)::double as numerator,
count(*) filter (is_den)::double as denominator,
null::double as value,
null::double as value_high
