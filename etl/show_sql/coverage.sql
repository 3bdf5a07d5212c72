-- A row for each agency, feed and month of the submissions board, in its order; see app/coverage.py for the same
-- over the pages. $attempts: attempts.json; $today: the day to which lateness is counted.
with noted as (
    select unnest(from_json(
        $attempts,
        '[{"agency": "VARCHAR", "feed": "VARCHAR", "refused_at": "VARCHAR", "received_at": "VARCHAR",
        "months": ["VARCHAR"]}]'
    ), max_depth := 2)
),

attempt as (
    select
        agency as agency_id, feed, coalesce(refused_at, '') <> '' as refused,
        case when received_at > b.built_at then months else [] end as accepted,
        case when received_at > b.built_at then received_at::date end as received_on
    -- Times are UTC, as the build's own is.
    from (select * replace (try_cast(left(received_at, 19) as timestamp) as received_at) from noted)
    cross join meta_build as b
),

newest as (
    select max("month") as "month" from submission
),

month as (
    select
        s.agency_id, s.agency_name, s.feed, s."month", s.due_date, coalesce(a.refused, false) as refused,
        case
            when s.state <> 'received' and list_contains(a.accepted, strftime(s."month", '%Y-%m')) then 'received'
            when s.state = 'expected' and s.due_date < $today::date then 'late'
            when s.state = 'received' then case when r.restated_on is null then 'published' else 'restated' end
            else s.state
        end as state,
        s."month" = n."month" as is_newest, a.received_on
    from submission as s
    inner join newest as n on s."month" > n."month" - interval 13 month
    left join attempt as a on a.agency_id = s.agency_id and a.feed = s.feed
    left join restatement as r on r.agency_id = s.agency_id and r.feed = s.feed and r."month" = s."month"
),

-- A refused file may be for any month after the last that came in, or for the newest.
judged as (
    select
        * exclude (state),
        case
            when
                refused
                and (
                    is_newest
                    or coalesce("month" > max("month") filter (state in ('published', 'restated', 'received')) over own, true)
                )
                then 'needs_fixing'
            else state
        end as state
    from month
    window own as (partition by agency_id, feed)
)

select
    j.agency_id, j.agency_name, j.feed, strftime(j."month", '%Y-%m') as "month", j.state, m.needs_action,
    j.due_date, greatest(f.last_received, j.received_on) as last_received, p.contact_role, p.contact_phone, p.contact_email, p.agreement_until
from judged as j
inner join meta_state as m using (state)
left join partner_feed as f on f.agency_id = j.agency_id and f.feed = j.feed
left join partner as p on p.agency_id = j.agency_id
order by
    min(m.rank) filter (m.needs_action) over (partition by j.agency_id, j.feed) nulls last,
    j.agency_name, j.feed, j."month";
