-- What the pages say about submissions and programs. No row content, no counts of rows.
create table shared.submission as
select
    c.agency_id::varchar as agency_id,
    coalesce(p.name, c.agency_id)::varchar as agency_name,
    p.kind::varchar as kind,
    c.feed::varchar as feed,
    c.month::date as "month",
    c.state::varchar as state,
    c.due_date::date as due_date,
    -- A month in which a small agency had nothing came with the first file after it, as any other month does.
    coalesce(c.first_received, a.received_date)::date as received_date,
    coalesce(s.submissions, 0)::integer as submission_count
from coverage c
left join ref_partners p on p.agency_id = c.agency_id
left join (
    select agency_id, feed, count(*) as submissions
    from submission
    where not withdrawn
    group by agency_id, feed
) s on s.agency_id = c.agency_id and s.feed = c.feed
left join (
    select q.agency_id, q.feed, q."month", min(s.received_date) as received_date
    from coverage q
    inner join submission s
        on
            s.agency_id = q.agency_id and s.feed = q.feed and not s.withdrawn
            and s.received_date > last_day(q."month")
    where q.state = 'received' and q.first_received is null
    group by all
) a on a.agency_id = c.agency_id and a.feed = c.feed and a."month" = c."month"
order by c.agency_id, c.feed, c."month";

create table shared.program as
select
    program_id::varchar as program_id,
    name::varchar as name,
    agency_id::varchar as agency_id,
    service_type::varchar as service_type,
    try_cast(intercept as integer) as intercept,
    try_cast(capacity as double) as capacity,
    try_cast(cost_per_participant as double) as cost_per_participant,
    coalesce(part2, false) as part2,
    description::varchar as description
from ref_programs
order by program_id;

-- What a county's jail costs, by year, each item with its source.
create table shared.costs as
select
    c.county::varchar as county,
    try_cast(c.year as integer) as year,
    c.item::varchar as item,
    try_cast(c.value as double) as value,
    c.unit::varchar as unit,
    c.source::varchar as source
from ref_costs c
order by c.county, year, c.item;

create table shared.resource as
select
    resource_id::varchar as resource_id,
    kind::varchar as kind,
    name::varchar as name,
    service::varchar as service,
    provider::varchar as provider,
    contact_role::varchar as contact_role,
    phone::varchar as phone,
    email::varchar as email,
    website::varchar as website,
    area::varchar as area,
    notes::varchar as notes
from ref_resources;

-- A partnership other than the installation's own has the name that came with its mapping, else its id.
create table shared.meta_scope as
with named as (
    select partnership, max(partnership_name) as name from registry_partner group by partnership
),

partnerships as (
    select
        p.partnership,
        case
            when p.partnership = $partnership then $partnership_name
            else coalesce(
                any_value(n.name),
                array_to_string(
                    list_transform(string_split(p.partnership, '_'), lambda word: upper(word[1]) || word[2:]), ' '
                )
            )
        end as name
    from ref_partners p
    left join named n on n.partnership = p.partnership
    where p.partnership is not null
    group by p.partnership
),

counties as (
    select distinct county, partnership from ref_partners where county is not null
)

select 'partnership' as scope_kind, partnership as scope, name, null as kind, null as parent, partnership
from partnerships
union all
select
    'county',
    county,
    array_to_string(list_transform(string_split(county, '_'), lambda word: upper(word[1]) || word[2:]), ' ')
    || ' County',
    null,
    partnership,
    partnership
from counties
union all
select 'agency', agency_id, name, kind, coalesce(county, partnership), partnership from ref_partners
union all
select 'group', 'smaller_agencies', 'Smaller agencies together', null, partnership, partnership from partnerships
union all
select 'program', g.program_id, g.name, g.service_type, g.agency_id, p.partnership
from ref_programs g
left join ref_partners p on p.agency_id = g.agency_id
order by scope_kind, scope;
