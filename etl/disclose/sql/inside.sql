-- By level, in the order of their numbers: the level that 'service:reason' is part of, which is 'service'; else -1.
select coalesce(w.number, -1) as inside
from disclose_level as l
left join disclose_level as w on contains(l.level, ':') and w.level = split_part(l.level, ':', 1)
order by l.number;
