-- One grain of one measure: every scope, in total and by each breakdown, in one pass.
-- People are counted apart from events. A person with one event in the period needs no distinct count, so only
-- those met again (`again`) pay for one.
insert into m_cell by name
with dated as (
    select * from m_event where {{period}} is not null
),

repeated as (
    select person, {{period}} from dated group by all having count(*) > 1
),

event as (
    select
        dated.* exclude (month, quarter, year),
        dated.{{period}} as period,
        repeated.person as again
    from dated
    left join repeated on repeated.person = dated.person and repeated.{{period}} = dated.{{period}}
),

grouped as (
    select
        period, {{keys}},
        min(agency_id) as provider,
        bool_and(part2) as part2,
        count(*) filter (is_num and again is null) + count(distinct again) filter (is_num) as people_num,
        count(*) filter (is_den and again is null) + count(distinct again) filter (is_den) as people_den,
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
