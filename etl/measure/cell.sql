-- One grain of one measure: every scope, in total and by each breakdown, in one pass.
-- People are counted apart from events: see people/.
insert into m_cell by name
with dated as (
    select * from m_event where {{period}} is not null
),

event as (
    select
        dated.* exclude (month, quarter, year),
        dated.{{period}} as period,
        m_again.person as again
    from dated
    left join m_again on m_again.person = dated.person and m_again.{{period}} = dated.{{period}}
),

grouped as (
    select
        period, {{keys}},
        min(agency_id) as provider,
        bool_and(part2) as part2,
        {{people}},
        {{aggregates}}
    from event
    group by grouping sets ({{sets}})
)

select
    $measure_id as measure_id,
    {{scope_kind}} as scope_kind,
    coalesce({{scopes}}) as scope,
    case when {{scope_kind}} in ('agency', 'program') then provider end as owner,
    {{breakdown}} as breakdown,
    coalesce({{level}}'all') as level,
    $grain as grain,
    period,
    numerator,
    denominator,
    people_num as numerator_people,
    people_den as denominator_people,
    value,
    value_high,
    part2
from grouped
where coalesce({{scopes}}) is not null;
