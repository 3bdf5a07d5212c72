-- Rounded, so that a mean times its n is nobody's exact number of days.
null::double as numerator,
count(amount) filter (is_den)::double as denominator,
round(avg(amount) filter (is_den), 1) as value,
null::double as value_high
