-- A month in which a small agency had nothing came with the first file after it, as any other month: what came when
-- must not tell that a number which is hidden is zero.
insert into shared.arrival
with file as (
    select
        s.submission_id, s.agency_id, s.feed, s.received_date,
        max(date_trunc('month', r.{{date_column}}))::date as newest_row
    from {{row_table}} as r
    inner join submission as s on s.submission_id = r._submission_id
    where not s.withdrawn
    group by all
),

quiet as (
    select agency_id, feed, "month" from coverage where state = 'received' and first_received is null
)

select f.agency_id, f.feed, f.received_date, greatest(f.newest_row, max(q."month"))
from file as f
left join quiet as q on q.agency_id = f.agency_id and q.feed = f.feed and last_day(q."month") < f.received_date
group by f.submission_id, f.agency_id, f.feed, f.received_date, f.newest_row
order by f.received_date desc, f.submission_id desc;
