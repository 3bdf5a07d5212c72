-- Who sent what, month by month, and how far each agency's rows can be trusted.
-- Needs the core_* views, cov_receipt(agency_id, feed, received_to) and ref_partners, ref_partner_feeds.
create or replace temp table cov_row as
select agency_id, 'encounters' as feed, encounter_date as day, _first_received as received from core_encounters
union all
select agency_id, 'enrollments', start_date, _first_received from core_enrollments
union all
select agency_id, 'bookings', booking_date, _first_received from core_bookings
union all
select distinct agency_id, 'monthly_counts', month, _first_received from core_monthly_counts;

-- Counted once by day and arrival; everything below reads this small table.
create or replace temp table cov_day as
select agency_id, feed, day::date as day, date_trunc('month', day)::date as month, received::date as received,
    count(*) as rows
from cov_row
where day is not null
group by all;

create or replace temp table cov_feed as
with listed as (
    select
        agency_id, feed, due_day,
        coalesce(
            try_cast(from_month::varchar as date), try_cast(nullif(from_month::varchar, '') || '-01' as date)
        ) as from_month
    from ref_partner_feeds
),

seen as (
    select
        agency_id, feed, min(day) as first_day, max(day) as last_day_seen,
        max(received) as received_to
    from cov_day
    group by all
)

select
    coalesce(l.agency_id, s.agency_id) as agency_id,
    coalesce(l.feed, s.feed) as feed,
    l.agency_id is not null as listed,
    coalesce(l.due_day, 15)::int as due_day,
    coalesce(l.from_month, date_trunc('month', s.first_day)::date) as from_month,
    s.last_day_seen,
    date_trunc('month', s.last_day_seen)::date as last_month,
    greatest(s.received_to, r.received_to) as received_to,
    coalesce(p.date_precision, 'day') = 'month' or coalesce(l.feed, s.feed) = 'monthly_counts' as by_month
from listed as l
full join seen as s using (agency_id, feed)
left join cov_receipt as r
    on r.agency_id = coalesce(l.agency_id, s.agency_id) and r.feed = coalesce(l.feed, s.feed)
left join ref_partners as p on p.agency_id = coalesce(l.agency_id, s.agency_id);

-- The last month with rows is partial when (a) nothing was received after it was over, or (b) its rows stop early:
-- the chance of no rows in the days after the last one, at the agency's own pace by day of the week over the
-- 26 weeks before, is below 1% (Poisson: exp(-expected) < 0.01).
create or replace temp table cov_last as
with pace as (
    select
        f.agency_id, f.feed, isodow(d.day) as weekday,
        sum(d.rows) / any_value(least(182, f.last_day_seen - f.from_month + 1) / 7) as a_day
    from cov_feed as f
    inner join cov_day as d
        on
            d.agency_id = f.agency_id and d.feed = f.feed
            and d.day > f.last_day_seen - 182 and d.day >= f.from_month
    where not f.by_month and f.last_day_seen - f.from_month >= 28
    group by all
),

silent as (
    select
        agency_id, feed,
        unnest(generate_series(last_day_seen + 1, last_day(last_day_seen), interval 1 day))::date as day
    from cov_feed
    where not by_month and last_day_seen < last_day(last_day_seen)
),

expected as (
    select s.agency_id, s.feed, sum(p.a_day) as rows
    from silent as s
    inner join pace as p
        on p.agency_id = s.agency_id and p.feed = s.feed and p.weekday = isodow(s.day)
    group by all
)

select
    f.agency_id, f.feed,
    f.received_to <= last_day(f.last_day_seen) as too_soon,
    exp(-coalesce(e.rows, 0)) < 0.01 as stops_early
from cov_feed as f
left join expected as e using (agency_id, feed)
where f.last_day_seen is not null;

-- How complete a month usually is k days after its end: completeness(k) = median over past months of
-- rows known k days after month end / rows known after 180 days; and what the first delivery after its end brings.
create or replace temp table cov_past as
with history as (
    select d.agency_id, d.feed, d.month, d.received - last_day(d.month) as lag, sum(d.rows) as rows
    from cov_day as d
    inner join cov_feed as f using (agency_id, feed)
    where last_day(d.month) + 180 <= f.received_to and d.received <= last_day(d.month) + 180
    group by all
)

select *, min(lag) filter (lag > 0) over (partition by agency_id, feed, month) as first_lag
from history;

-- Every month from the first expected to the last reported or the last that is over.
create or replace temp table cov_month as
with today as (
    select max(received_to) as as_of from cov_feed
),

month as (
    select
        f.*, t.as_of,
        unnest(generate_series(
            f.from_month,
            greatest(
                f.last_month,
                case when f.listed then date_trunc('month', t.as_of)::date - interval 1 month end
            ),
            interval 1 month
        ))::date as month
    from cov_feed as f
    cross join today as t
),

known as (
    select
        m.agency_id, m.feed, m.month, m.listed, m.from_month, m.last_month, m.received_to, m.by_month, m.as_of,
        (m.month + interval 1 month)::date + m.due_day - 1 as due_date,
        coalesce(sum(d.rows), 0)::bigint as rows,
        min(d.received) as first_received
    from month as m
    left join cov_day as d on d.agency_id = m.agency_id and d.feed = m.feed and d.month = m.month
    group by all
),

-- A run of silent months is a gap when the agency's pace, over half a year before and after it, makes that silence
-- unlikely: exp(-pace x months) < 0.01. Otherwise they are true zeros of a small agency. Silence at the end counts
-- as zeros only where a file came after the month was over, month by month, for as long as that is likely.
paced as (
    select
        *,
        count(*) filter (rows > 0) over (partition by agency_id, feed order by month) as run,
        avg(rows) over (
            partition by agency_id, feed order by month rows between 6 preceding and 1 preceding
        ) as before,
        avg(rows) over (
            partition by agency_id, feed order by month rows between 1 following and 6 following
        ) as after
    from known
),

silence as (
    select
        *,
        arg_min(before, month) filter (rows = 0) over silent as pace_before,
        arg_max(after, month) filter (rows = 0) over silent as pace_after,
        count(*) filter (rows = 0) over silent as run_months
    from paced
    window silent as (partition by agency_id, feed, run)
),

-- A month whose own file never came can still have a few rows that came with a later one. It is partial when it
-- first came with a later month (not in the agency's first delivery) and has less than a quarter of the pace around.
stragglers as (
    select
        *,
        rows > 0 and month < last_month and feed <> 'monthly_counts'
        and first_received > min(first_received) over (partition by agency_id, feed)
        and first_received >= min(first_received) over (
            partition by agency_id, feed order by month rows between 1 following and unbounded following
        )
        and least(before, after) >= 10 and rows < 0.25 * least(before, after) as few
    from silence
)

select
    *,
    rows = 0 and feed <> 'monthly_counts' and last_month is not null and pace_before > 0
    and case
        when month < last_month then exp(-least(pace_before, pace_after) * run_months) >= 0.01
        else exp(-pace_before * datediff('month', last_month, month)) >= 0.01 and received_to > last_day(month)
    end as quiet
from stragglers;

create or replace temp table coverage as
with complete as (
    select m.agency_id, m.feed, m.month, median(p.known / p.total) as share, median(p.first / p.total) as first_share
    from (
        select
            m.agency_id, m.feed, m.month, p.month as past,
            coalesce(sum(p.rows) filter (p.lag <= m.received_to - last_day(m.month)), 0) as known,
            coalesce(sum(p.rows) filter (p.lag <= p.first_lag), 0) as first,
            sum(p.rows) as total
        from cov_month as m
        inner join cov_past as p using (agency_id, feed)
        where last_day(m.month) + 180 > m.received_to
        group by all
    ) as p
    inner join cov_month as m using (agency_id, feed, month)
    group by all
)

select
    m.agency_id, m.feed, m.month, m.rows, m.first_received,
    true as expected,
    m.due_date,
    case
        when m.few or (m.month = m.last_month and (l.too_soon or l.stops_early)) then 'partial'
        when m.rows > 0 or m.quiet then 'received'
        when m.month < m.last_month then 'missing'
        when m.due_date < m.as_of then 'late'
        else 'expected'
    end as state,
    -- Whether its rows are all there: not partial, and as complete as this agency's months are by then.
    state = 'received' and coalesce(greatest(c.share, c.first_share), 1) >= 0.95 as final
from cov_month as m
left join cov_last as l using (agency_id, feed)
left join complete as c using (agency_id, feed, month)
order by agency_id, feed, month;

-- The date through which an agency's rows are complete: the end of its last month, or the last row's day where
-- that month is partial (the end of the month before, when only months are known).
create or replace temp table through as
select
    f.agency_id, f.feed,
    case
        when not (l.too_soon or l.stops_early) then last_day(coalesce(q.month, f.last_month))
        when f.by_month then f.last_month - 1
        else f.last_day_seen
    end as through_date
from cov_feed as f
inner join cov_last as l using (agency_id, feed)
left join (
    select agency_id, feed, max(month) as month from cov_month where quiet group by all
) as q on q.agency_id = f.agency_id and q.feed = f.feed and q.month > f.last_month;

drop table cov_row;
drop table cov_day;
drop table cov_feed;
drop table cov_last;
drop table cov_past;
drop table cov_month;
drop table cov_receipt;
