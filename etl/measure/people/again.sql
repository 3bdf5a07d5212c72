-- A person with one event in the period needs no distinct count, so only those met again pay for one.
count(*) filter (is_num and again is null) + count(distinct again) filter (is_num) as people_num,
count(*) filter (is_den and again is null) + count(distinct again) filter (is_den) as people_den
