-- Who is expected to contribute to which measure, and who has, month by month.
-- Listed: partner_feeds names the measure's feed at one of its intercepts, and the agency has sent rows that the
-- measure counts, or no rows of that feed at all yet. An agency that sends data without being listed expects
-- itself, from its first month to its last.
create or replace temp table m_expected as
with listed as (
    select
        f.agency_id, f.feed,
        string_split(coalesce(nullif(f.intercepts::varchar, ''), ''), '|') as intercepts,
        coalesce(nullif(f.granularity::varchar, ''), 'rows') = 'counts' as counts,
        string_split(coalesce(nullif(f.measures::varchar, ''), ''), '|') as measures,
        coalesce(
            try_cast(f.from_month::varchar as date),
            try_cast(nullif(f.from_month::varchar, '') || '-01' as date)
        ) as from_month
    from ref_partner_feeds as f
),

contributor as (
    select distinct measure_id, scope as agency_id from m_cell where scope_kind = 'agency'
),

named as (
    select m.measure_id, l.agency_id, min(l.from_month) as from_month
    from m_measure as m
    inner join listed as l
        on (
            list_contains(m.feeds, l.feed) and not l.counts
            and (l.intercepts = [''] or list_has_any(l.intercepts, m.intercepts))
            and (
                exists (
                    select 1 from contributor as c
                    where c.measure_id = m.measure_id and c.agency_id = l.agency_id
                )
                or not exists (select 1 from through as t where t.agency_id = l.agency_id and t.feed = l.feed)
            )
        )
        or (
            l.counts and l.feed = 'monthly_counts' and m.counts_ok
            and list_contains(l.measures, m.measure_id)
        )
    group by all
)

select measure_id, agency_id, from_month, true as listed from named
union all
select c.measure_id, c.agency_id, min(l.from_month) as from_month, min(l.from_month) is not null as listed
from contributor as c
inner join m_measure as m using (measure_id)
left join listed as l on l.agency_id = c.agency_id and list_contains(m.feeds, l.feed)
anti join named as n on n.measure_id = c.measure_id and n.agency_id = c.agency_id
group by all;

-- Who is expected in which part of a measure. An intercept or a type of service is the work of some agencies only:
-- of those that have sent rows of it, and of those listed for it that have sent no rows of the feed at all yet.
-- Every other breakdown (and 'all') is the work of everybody who is expected to contribute to the measure.
create or replace temp table m_part as
with contributing as (
    select distinct measure_id, scope as agency_id, breakdown, level
    from m_cell
    where scope_kind = 'agency' and breakdown in ('intercept', 'service_type')
),

silent as (
    select e.measure_id, e.agency_id, m.feed, m.intercepts
    from m_expected as e
    inner join m_measure as m using (measure_id)
    anti join m_cell as c
        on c.measure_id = e.measure_id and c.scope = e.agency_id and c.scope_kind = 'agency'
),

promised as (
    select
        s.measure_id, s.agency_id,
        unnest(case
            when coalesce(f.intercepts::varchar, '') = '' then s.intercepts
            else string_split(f.intercepts::varchar, '|')
        end) as level
    from silent as s
    inner join ref_partner_feeds as f on f.agency_id = s.agency_id and f.feed = s.feed
)

select measure_id, agency_id, 'all' as breakdown, 'all' as level from m_expected
union
select * from contributing
union
select measure_id, agency_id, 'intercept', level from promised
union
select s.measure_id, s.agency_id, 'service_type', g.service_type
from silent as s inner join m_program as g using (agency_id);

create or replace temp table m_agency_month as
with month as (
    select
        e.measure_id, e.agency_id, c.month, c.final, true as by_rows,
        day(least(last_day(c.month), t.through_date)) as days
    from m_expected as e
    inner join m_measure as m using (measure_id)
    inner join coverage as c
        on c.agency_id = e.agency_id and list_contains(m.feeds, c.feed) and c.state in ('received', 'partial')
    inner join through as t on t.agency_id = e.agency_id and t.feed = c.feed and c.month <= t.through_date
    where m.feed <> 'monthly_counts' and (e.from_month is null or c.month >= e.from_month)
    union
    -- Days without a count in an agency's last month say that the month isn't over for it.
    select distinct
        n.measure_id, n.agency_id, n.month,
        c.final and not (
            n.agg = 'mean_daily' and n.denominator < day(last_day(n.month))
            and n.month = max(n.month) over (partition by n.measure_id, n.agency_id)
        ),
        false, day(last_day(n.month))
    from m_count as n
    inner join coverage as c
        on c.agency_id = n.agency_id and c.feed = 'monthly_counts' and c.month = n.month
)

select
    measure_id, agency_id, month,
    bool_and(final) as final, bool_or(by_rows) as by_rows, max(days) as days
from month
group by all;
