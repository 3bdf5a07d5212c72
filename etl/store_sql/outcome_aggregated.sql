-- Daily records that became a row a month: the row's denominator is the days observed, one record each.
select
    coalesce(sum(i.denominator) filter (where c.outcome = 'loaded'), 0)::bigint,
    coalesce(sum(i.denominator) filter (where c.outcome <> 'loaded'), 0)::bigint,
    (select count(distinct _row) from refused),
    coalesce(sum(i.denominator) filter (where c.outcome = 'older'), 0)::bigint,
    count(*) filter (where c.earlier)
from compared c
inner join incoming i on i._row = c._row;
