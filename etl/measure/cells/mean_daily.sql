-- Person-days; the days they are divided by come with the reported months.
sum(weight) filter (is_num) as numerator,
null::double as denominator,
null::double as value,
null::double as value_high
