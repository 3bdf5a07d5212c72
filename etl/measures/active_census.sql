select e.*, r.month_end as period_date, true as is_num
from fact_enrollments as e
inner join reported_month as r
    on
        r.agency_id = e.agency_id
        and r.feed = 'enrollments'
        and e.start_date <= r.month_end
        and (e.is_open or e.exit_date >= r.month_end)
where e.is_start
