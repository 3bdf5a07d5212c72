-- The date through which a scope's outcomes are known. Where the agency itself tells them, that is the date through
-- which its rows are complete, for a partnership the earliest of its agencies. Where they come in other feeds or
-- from any agency (follow_feeds: a return to custody), it is the earliest of all that send those feeds.
-- An agency more than 92 days behind the others has stopped sending, and does not hold them up.
create or replace temp table m_follow as
with sender as (
    select t.agency_id, t.feed, coalesce(p.partnership, t.agency_id) as circle, t.through_date
    from through as t
    left join m_partner as p using (agency_id)
),

latest as (
    select circle, feed, max(through_date) as through_date from sender group by all
),

kept as (
    select s.* from sender as s
    inner join latest as l using (circle, feed)
    where s.through_date >= l.through_date - 92
),

member as (
    select distinct s.measure_id, s.scope_kind, s.scope, e.agency_id, coalesce(p.partnership, e.agency_id) as circle
    from (select distinct measure_id, scope_kind, scope from m_scope_month) as s
    inner join m_expected as e
        on e.measure_id = s.measure_id
    left join m_partner as p using (agency_id)
    left join (
        select distinct measure_id, scope, owner from m_cell where scope_kind = 'program'
    ) as g on g.measure_id = s.measure_id and g.scope = s.scope
    where case s.scope_kind
        when 'agency' then e.agency_id = s.scope
        when 'partnership' then p.partnership = s.scope
        when 'county' then p.county = s.scope
        else e.agency_id = g.owner
    end
),

own as (
    select b.measure_id, b.scope_kind, b.scope, min(k.through_date) as through_date
    from member as b
    inner join m_measure as m using (measure_id)
    inner join kept as k on k.agency_id = b.agency_id and k.feed = m.feed
    where len(m.follow_feeds) = 0
    group by all
),

others as (
    select b.measure_id, b.scope_kind, b.scope, min(k.through_date) as through_date
    from member as b
    inner join m_measure as m using (measure_id)
    inner join kept as k on k.circle = b.circle and list_contains(m.follow_feeds, k.feed)
    group by all
)

select measure_id, scope_kind, scope, least(own.through_date, others.through_date) as through_date
from own
full join others using (measure_id, scope_kind, scope);
