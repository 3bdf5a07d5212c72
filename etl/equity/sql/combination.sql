-- What each group adds when it is counted in combination, where a single group may be told (rules 1 to 3 of
-- combination.py). People of a sum of combinations are at least those of its largest.
create or replace temp table equity_added as
with combined as (
    select
        m.measure_id, r.scope_kind, r.scope, r.owner, r.period, r.level as combination,
        unnest(string_split(r.level, '|')) as level,
        coalesce(r.numerator, 0) as events,
        coalesce(r.denominator, 0) as base,
        coalesce(r.numerator_people, 0) as people,
        coalesce(r.denominator_people, 0) as base_people
    from measured as r
    inner join equity_measure as m using (measure_id)
    where
        r.breakdown = 'race_combination' and r.level not in ('one', 'unknown')
        and r.grain = 'year' and r.scope_kind in ('partnership', 'agency')
),

added as (
    select
        measure_id, scope_kind, scope, period, level,
        sum(events) as events, sum(base) as base,
        max(people) as people, max(base_people) as base_people, max(base_people - people) as other_people
    from combined
    group by all
),

-- Rule 3: what is left when one agency takes its own away.
others as (
    select
        a.measure_id, a.scope, a.period, a.level,
        bool_or({{few_of_rest}}) as few
    from added as a
    inner join (
        select g.*, p.partnership
        from added as g inner join ref_partners as p on p.agency_id = g.scope
        where g.scope_kind = 'agency'
    ) as o
        on o.partnership = a.scope and o.measure_id = a.measure_id and o.period = a.period and o.level = a.level
    where a.scope_kind = 'partnership'
    group by all
),

-- A group that no row joins with another adds nothing, and is told to: 0 may show.
told as (
    select
        alone.measure_id, alone.scope, alone.period, alone.level,
        many.events as many_events, many.base as many_base,
        coalesce(a.events, 0) as events, coalesce(a.base, 0) as base,
        coalesce(a.people, 0) as people, coalesce(a.base_people, 0) as base_people,
        coalesce(a.other_people, 0) as other_people,
        coalesce(o.few, false) as few_for_insiders
    from equity_cell as alone
    inner join equity_cell as many
        on
            many.measure_id = alone.measure_id and many.scope = alone.scope and many.period = alone.period
            and many.grain = 'year' and many.characteristic = 'race_ethnicity' and many.level = 'multiple'
    left join added as a
        on
            a.scope_kind = 'partnership' and a.measure_id = alone.measure_id and a.scope = alone.scope
            and a.period = alone.period and a.level = alone.level
    left join others as o
        on
            o.measure_id = alone.measure_id and o.scope = alone.scope and o.period = alone.period
            and o.level = alone.level
    where
        alone.grain = 'year' and alone.characteristic = 'race_ethnicity'
        and alone.level not in ('multiple', 'unknown') and not alone.of_residents
        and alone.status in ('shown', 'provisional') and many.status in ('shown', 'provisional')
        and alone.events is not null and alone.base is not null
        and many.events is not null and many.base is not null
)

select * exclude (few_for_insiders, people, base_people, other_people)
from told as a
where not few_for_insiders and not ({{few_added}}) and not (a.base > 0 and ({{few_left}}));
