-- Every scope and the scope that its numbers add up to: program -> agency -> county (where counties are told)
-- -> partnership.
create or replace temp table disclose_scope as
with partner as (
    select agency_id, partnership, county, kind from {{partners}}
),

known as (
    select scope_kind, scope, max(owner) as owner from disclose_row group by all
),

parent as (
    select
        k.scope_kind, k.scope, k.owner,
        case
            when k.scope_kind = 'program' then 'agency'
            when k.scope_kind = 'agency' and c.scope is not null then 'county'
            when k.scope_kind in ('agency', 'county') then 'partnership'
        end as parent_kind,
        case
            when k.scope_kind = 'program' then k.owner
            when k.scope_kind = 'agency' then coalesce(c.scope, p.partnership)
            when k.scope_kind = 'county' then q.partnership
        end as parent
    from known as k
    left join partner as p on k.scope_kind = 'agency' and p.agency_id = k.scope
    left join known as c on c.scope_kind = 'county' and c.scope = p.county
    left join (
        select county, min(partnership) as partnership from partner group by county
    ) as q on k.scope_kind = 'county' and q.county = k.scope
),

numbered as (
    select *, row_number() over (order by scope_kind, scope) - 1 as number from parent
)

select n.number, n.scope_kind, n.scope, n.owner, coalesce(p.number, -1) as parent, a.kind
from numbered as n
left join partner as a on a.agency_id = n.owner
left join numbered as p on p.scope_kind = n.parent_kind and p.scope = n.parent
order by n.number;
