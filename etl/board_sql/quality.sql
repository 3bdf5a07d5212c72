-- See published_board.quality for what may be shown and why.
insert into shared.quality
with answered as (
    select
        r.agency_id,
        date_trunc('month', r.{{date_column}})::date as "month",
        coalesce(p.part2, false) as part2,
        count(*) as rows,
        {{answers}} as answers
    from {{core_view}} as r
    inner join ref_partners as p using (agency_id)
    inner join coverage as c
        on c.agency_id = r.agency_id and c.feed = '{{feed}}' and c."month" = date_trunc('month', r.{{date_column}})
    where {{whole}}
    group by all
),

usual as (
    select
        agency_id,
        avg(rows) as a_month,
        case when not part2 and avg(rows) >= $usual then 'month' when avg(rows) * 3 >= $usual then 'quarter' end as grain
    from answered
    group by agency_id, part2
),

answer as (
    select
        a.agency_id, a.part2, a."month", u.grain,
        date_trunc(u.grain, a."month")::date as period,
        a.rows,
        unnest(a.answers, recursive := true)
    from answered as a
    inner join usual as u using (agency_id)
    where u.grain is not null
),

-- A column that the agency never fills is not asked of it; Part 2 programs tell no characteristics.
sent as (
    select agency_id, question
    from answer
    where not (part2 and personal)
    group by all
    having sum(filled) > 0
),

-- A quarter without all its months is not like the others.
whole_period as (
    select agency_id, period, count(distinct "month") as months, sum(rows) as rows
    from (select distinct agency_id, period, "month", rows from answer)
    group by all
),

pooled as (
    select
        agency_id, grain, period,
        sum(filled) / sum(rows) as complete,
        sum(unknown) / nullif(sum(filled), 0) as unknown
    from answer
    semi join sent using (agency_id, question)
    group by all
)

select
    agency_id, '{{feed}}', grain, period,
    case when w.rows >= $least then (round(complete * 20) * 5)::integer end,
    case when w.rows >= $least then (round(unknown * 20) * 5)::integer end
from pooled
inner join whole_period as w using (agency_id, period)
where grain = 'month' or w.months = 3
order by agency_id, period;
