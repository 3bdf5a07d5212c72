-- One row a referral (or a start, where the day of the referral is not known) in a month that its agency sent, and
-- where it stands: 0 not answered yet, 1 declined or not eligible, 2 on the waiting list, 3 enrolled for fewer than
-- 180 days so far, 4 left before that without completing, 5 retained and still enrolled, 6 retained and left without
-- completing, 7 completed. A referral is exactly one of these.
select
    e.partnership as scope,
    e.agency_id as agency,
    e.program_id as program,
    coalesce(nullif(e.service_type, ''), 'unknown') as service,
    e.person,
    year(coalesce(e.referral_date, e.start_date))::int as cohort,
    year(e.start_date)::int as start_year,
    e.is_start,
    (case
        when e.status = 'referred' then 0
        when not e.is_accepted then 1
        when not e.is_start then 2
        when not e.is_retained and e.status <> 'exited' then 3
        when not e.is_retained then 4
        when e.status <> 'exited' then 5
        when coalesce(e.exit_reason = 'completed', false) then 7
        else 6
    end)::int as place
from fact_enrollments as e
inner join reported_month as m
    on
        m.agency_id = e.agency_id and m.feed = 'enrollments'
        and m.month = date_trunc('month', coalesce(e.referral_date, e.start_date))
where e.partnership is not null;
