-- Nobody is met again: as many people as events.
count(*) filter (is_num) as people_num,
count(*) filter (is_den) as people_den
