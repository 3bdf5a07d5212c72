-- Kaplan-Meier at the horizon: S(h) = product over the event times t <= h of 1 - d(t) / n(t), where n(t) are those
-- neither gone nor censored before t; whoever is censored on day t is still at risk on day t.
-- E. L. Kaplan and P. Meier, Journal of the American Statistical Association 53 (1958) 457-481.
update m_cell
set value = survival.value
from (
    with day as (
        select
            {{period}} as period, {{keys}}, event_days,
            count(*) as leaving,
            count(*) filter (observed) as events
        from m_event
        where is_den and {{period}} is not null
        group by grouping sets ({{sets}})
    ),

    risk as (
        select
            {{scope_kind}} as scope_kind,
            coalesce({{scopes}}) as scope,
            {{breakdown}} as breakdown,
            coalesce({{level}}'all') as level,
            period, event_days, events,
            sum(leaving) over (
                partition by scope_kind, scope, breakdown, level, period
                order by event_days desc
            ) as at_risk
        from day
        where coalesce({{scopes}}) is not null
    )

    select
        scope_kind, scope, breakdown, level, period,
        100 * coalesce(product(1 - events / at_risk) filter (event_days <= $horizon), 1) as value
    from risk
    group by all
) as survival
where
    m_cell.measure_id = $measure_id
    and m_cell.grain = $grain
    and m_cell.scope_kind = survival.scope_kind
    and m_cell.scope = survival.scope
    and m_cell.breakdown = survival.breakdown
    and m_cell.level = survival.level
    and m_cell.period = survival.period;
