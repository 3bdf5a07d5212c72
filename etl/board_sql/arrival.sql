insert into shared.arrival
select s.agency_id, s.feed, s.received_date, max(date_trunc('month', r.{{date_column}}))::date
from {{row_table}} as r
inner join submission as s on s.submission_id = r._submission_id
where not s.withdrawn
group by s.submission_id, s.agency_id, s.feed, s.received_date
order by s.received_date desc, s.submission_id desc;
