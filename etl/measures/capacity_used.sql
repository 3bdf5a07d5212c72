with place as (
    select
        g.program_id, g.agency_id, g.capacity, g.service_type, g.intercept,
        g.part2 or coalesce(p.part2, false) as part2,
        r.month, r.month_end, p.partnership, p.county
    from m_program as g
    inner join reported_month as r on r.agency_id = g.agency_id and r.feed = 'enrollments'
    left join m_partner as p on p.agency_id = g.agency_id
    where g.capacity > 0
),

used as (
    select
        p.program_id, p.agency_id, p.partnership, p.county, p.part2, p.service_type, p.month_end as period_date,
        e.event_id, e.person, true as is_num
    from fact_enrollments as e
    inner join place as p
        on
            p.program_id = e.program_id
            and e.start_date <= p.month_end
            and (e.is_open or e.exit_date >= p.month_end)
    where e.is_start
),

places as (
    select
        program_id, agency_id, partnership, county, part2, service_type, month_end as period_date,
        capacity as weight, true as is_den
    from place
)

select * from used
union all by name
select * from places
