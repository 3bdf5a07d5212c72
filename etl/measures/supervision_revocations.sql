select
    e.*,
    r.month as period_date,
    true as is_den,
    coalesce(
        e.exit_reason in ('incarcerated', 'discharged_noncompliance') and e.exit_date between r.month and r.month_end,
        false
    ) as is_num
from fact_enrollments as e
inner join reported_month as r
    on
        r.agency_id = e.agency_id
        and r.feed = 'enrollments'
        and e.start_date <= r.month_end
        and (e.is_open or e.exit_date >= r.month)
where e.service_type = 'specialized_probation' and e.is_start
