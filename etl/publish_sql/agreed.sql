-- Dated events and targets, from the reference tables and from what the partners agreed.
create table shared.event as
select
    event_id::varchar as event_id,
    try_cast("date" as date) as "date",
    name::varchar as name,
    measure_ids::varchar as measure_ids,
    scope::varchar as scope,
    lower(rebase::varchar) in ('yes', 'true') as rebase,
    reason::varchar as reason
from ref_events
order by "date", event_id;

create table shared.target as
select
    measure_id::varchar as measure_id,
    scope_kind::varchar as scope_kind,
    scope::varchar as scope,
    try_cast("value" as double) as "value",
    good_from::varchar as good_from,
    agreed_by::varchar as agreed_by,
    try_cast(agreed_on as date) as agreed_on,
    note::varchar as note
from ref_targets
order by measure_id, scope_kind, scope, agreed_on;
