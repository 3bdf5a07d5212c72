-- People, once each. Not the sum of parts: one person can be in several.
people_num::double as numerator,
people_den::double as denominator,
null::double as value,
null::double as value_high
