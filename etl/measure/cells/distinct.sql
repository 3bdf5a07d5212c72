-- People, once each. Not the sum of parts: one person can be in several.
(count(*) filter (is_num and again is null) + count(distinct again) filter (is_num))::double as numerator,
(count(*) filter (is_den and again is null) + count(distinct again) filter (is_den))::double as denominator,
null::double as value,
null::double as value_high
