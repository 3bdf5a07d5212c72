-- One row per measure, scope, breakdown level, grain and period: the grid of reported periods, filled with the
-- cells. A reported period without events is 0 (or "no cases"); a period that nobody reported is a gap.
create or replace temp table measured as
with cell as (
    select
        measure_id, scope_kind, scope, breakdown, level, grain, period,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        sum(numerator_people)::bigint as numerator_people,
        sum(denominator_people)::bigint as denominator_people,
        max(value) as value,
        max(value_high) as value_high,
        sum(withheld) as withheld,
        sum(known) as known
    from m_cell
    group by all
),

series as (
    select
        c.measure_id, c.scope_kind, c.scope, c.breakdown, c.level, g.grain,
        max(c.owner) as owner
    from m_cell as c
    inner join m_grain as g on g.measure_id = c.measure_id and g.breakdown = c.breakdown
    group by all
    having g.grain <> 'month' or not bool_and(coalesce(c.part2, false))
),

total as (
    -- An agency that sends rows and is expected to contribute has a total, be it of zeros.
    select s.measure_id, s.scope_kind, s.scope, 'all' as breakdown, 'all' as level, g.grain, max(s.owner) as owner
    from (
        select
            measure_id, scope_kind, scope,
            case when scope_kind = 'agency' then scope end as owner
        from m_scope_month
        where by_rows > 0 and breakdown = 'all'
    ) as s
    inner join m_grain as g on g.measure_id = s.measure_id and g.breakdown = 'all'
    anti join m_cell as c
        on c.measure_id = s.measure_id and c.scope_kind = s.scope_kind and c.scope = s.scope
        and c.breakdown = 'all'
    group by all
),

placed as (
    select
        s.measure_id, s.scope_kind, s.scope, s.breakdown, s.level, s.grain, s.owner,
        p.period, p.reporting, p.expected, p.provisional, p.reported, p.by_rows, p.days,
        m.agg, m.unit, m.has_denominator,
        c.numerator, c.denominator, c.numerator_people, c.denominator_people, c.value, c.value_high,
        coalesce(c.withheld, 0) as withheld, coalesce(c.known, 0) as known,
        u.period is not null as undecided,
        m.followup_days > 0
        and date_add(p.period, case p.grain
            when 'month' then interval 1 month when 'quarter' then interval 3 month else interval 12 month
        end)::date - 1 + m.followup_days > f.through_date as too_early
    from (from series union all by name from total) as s
    inner join m_scope_period as p
        on
            p.measure_id = s.measure_id and p.scope_kind = s.scope_kind
            and p.scope = s.scope and p.grain = s.grain
            and case
                when s.breakdown in ('intercept', 'service_type') then p.breakdown = s.breakdown and p.level = s.level
                else p.breakdown = 'all'
            end
    inner join m_measure as m on m.measure_id = s.measure_id
    left join m_follow as f
        on f.measure_id = s.measure_id and f.scope_kind = s.scope_kind and f.scope = s.scope
    left join m_undecided as u
        on
            u.measure_id = s.measure_id and u.scope_kind = s.scope_kind and u.scope = s.scope
            and u.grain = s.grain and u.period = p.period
            and u.level = case when s.breakdown = 'intercept' then s.level else 'all' end
    left join cell as c
        on
            c.measure_id = s.measure_id and c.scope_kind = s.scope_kind and c.scope = s.scope
            and c.breakdown = s.breakdown and c.level = s.level
            and c.grain = s.grain and c.period = p.period
),

filled as (
    select
        * replace (
            case when agg not in ('median', 'mean') then coalesce(numerator, 0) end as numerator,
            case
                when agg = 'mean_daily' then coalesce(denominator, days)
                when has_denominator then coalesce(denominator, 0)
            end as denominator
        ),
        case
            -- Totals are not rows: an agency that sends only those has told nothing of what they leave out.
            when not reported or (not by_rows and known = 0 and withheld = 0) then 'missing'
            when withheld > 0 and (known = 0 or scope_kind in ('agency', 'program')) then 'sender_suppressed'
            when too_early then 'too_early'
            when has_denominator and coalesce(denominator, 0) = 0 and agg <> 'mean_daily' then 'no_cases'
            when agg = 'ratio_of_medians' and value is null then 'no_cases'
            else 'measured'
        end as status
    from placed
)

select
    measure_id, scope_kind, scope, breakdown, level, grain, period,
    case when status in ('measured', 'no_cases') then numerator end as numerator,
    case when status in ('measured', 'no_cases', 'too_early') then denominator end as denominator,
    case
        when status in ('measured', 'no_cases') and numerator is not null then coalesce(numerator_people, 0)
    end as numerator_people,
    case
        when status in ('measured', 'no_cases', 'too_early') and has_denominator and agg not in ('snapshot', 'mean_daily')
            then coalesce(denominator_people, 0)
    end as denominator_people,
    case
        when status <> 'measured' then null
        when agg in ('median', 'mean', 'km', 'ratio_of_medians') then value
        when agg = 'mean_daily' then numerator / denominator
        when has_denominator then 100 * numerator / denominator
        else numerator
    end as value,
    case when status = 'measured' then value_high end as value_high,
    status,
    status <> 'missing' and (provisional or withheld > 0 or undecided) as provisional,
    reporting::int as reporting,
    expected::int as expected,
    owner
from filled
order by measure_id, scope_kind, scope, breakdown, level, grain, period;
