-- Releases and what became of them, one row a release: days until the next booking, or until bookings are complete.
-- The rules are those of return_to_custody_12m and of measure/follow.sql: the earliest date through which the
-- agencies that send bookings are complete, an agency more than 92 days behind the others left out.
-- program: whether a program was started within $landmark days; unknown where starts are not yet known that far.
with sender as (
    select t.feed, coalesce(p.partnership, t.agency_id) as circle, t.through_date
    from through as t
    left join m_partner as p using (agency_id)
),

latest as (
    select feed, circle, max(through_date) as through_date from sender group by all
),

follow as (
    select
        s.circle,
        min(s.through_date) filter (s.feed = 'bookings') as through_date,
        min(s.through_date) filter (s.feed = 'enrollments') as starts_through
    from sender as s
    inner join latest as l using (feed, circle)
    where s.through_date >= l.through_date - 92
    group by all
),

started as (
    select distinct r.agency_id, r.event_id
    from fact_releases as r
    inner join fact_enrollments as e
        on e.person = r.person and e.is_start and e.start_date - r.release_date between 0 and $landmark
)

select
    r.partnership as scope,
    r.agency_id as agency,
    r.person,
    year(r.release_date)::int as cohort,
    r.smi,
    case
        when f.starts_through is null or f.starts_through - r.release_date < $landmark then 'unknown'
        when s.event_id is not null then 'started'
        else 'not_started'
    end as program,
    'all' as service_type,
    least(coalesce(r.days_to_return, 1000000), f.through_date - r.release_date)::int as days,
    coalesce(r.days_to_return <= f.through_date - r.release_date, false) as observed,
    f.through_date
from fact_releases as r
inner join follow as f on f.circle = r.partnership
inner join reported_month as m
    on m.agency_id = r.agency_id and m.feed = 'bookings' and m.month = date_trunc('month', r.release_date)
left join started as s on s.agency_id = r.agency_id and s.event_id = r.event_id
where r.has_key and r.release_date <= f.through_date;
