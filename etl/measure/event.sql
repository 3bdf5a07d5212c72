-- The events of one measure in one shape, with the month, quarter and year they count in.
-- Only months that the agency has reported count, at every grain: stays begun before it joined, or known of a month
-- that it skipped, are not a whole month. A snapshot counts once: in the last reported month of a quarter or year.
-- 42 CFR Part 2 rows are in no month at all: a total with them, less its parts without, would tell their month.
create or replace temp table m_event as
with event as (
    from m_shape
    union all by name
    (
        {{measure}}
    )
)

select
    event.partnership, event.county, event.agency_id, event.program_id, event.person,
    coalesce(event.part2, false) as part2,
    coalesce(event.is_num, false) as is_num,
    coalesce(event.is_den, false) as is_den,
    event.amount, event.event_days, coalesce(event.observed, false) as observed, event.weight,
    case when not coalesce(event.part2, false) then date_trunc('month', event.period_date)::date end as month,
    case when {{in_quarter}} then date_trunc('quarter', event.period_date)::date end as quarter,
    case when {{in_year}} then date_trunc('year', event.period_date)::date end as year,
    {{breakdowns}}
from event
inner join reported_month as last
    on
        last.agency_id = event.agency_id
        and last.feed = coalesce(event.feed, $feed)
        and last.month = date_trunc('month', event.period_date)
where event.period_date is not null and (event.is_num or event.is_den);
