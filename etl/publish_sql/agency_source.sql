-- Exact totals of each agency, at the finest grain it may be shown by; no breakdown, no characteristics.
create or replace temp table agency_measured as
with totals as (
    select *, case grain when 'month' then 1 when 'quarter' then 2 else 3 end as _coarseness
    from measured
    where scope_kind = 'agency' and breakdown = 'all'
),

finest as (
    select measure_id, scope, min(_coarseness) as _coarseness
    from totals
    group by measure_id, scope
)

select
    t.* exclude (status, _coarseness),
    case
        when t.status = 'sender_suppressed' then 'suppressed'
        when t.status <> 'measured' then t.status
        when t.provisional then 'provisional'
        else 'shown'
    end as status,
    case when t.status = 'sender_suppressed' then 'hidden by the agency that sent it' else '' end as reason
from totals t
inner join finest f using (measure_id, scope, _coarseness);
