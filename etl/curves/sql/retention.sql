-- Enrollments that started and how they ended, one row an enrollment. Leaving for any reason but completion is the
-- event; completion, death, moving away and a transfer end the watch, and so does the last complete day.
-- The rules are those of retention_180; there, who completes counts as retained, here as watched until then.
-- referred, gone, retained and completed are what the funnel tells of the same people, see funnel/sql/referral.sql.
select
    e.partnership as scope,
    e.agency_id as agency,
    e.person,
    year(e.start_date)::int as cohort,
    'all' as smi,
    'all' as program,
    coalesce(nullif(e.service_type, ''), 'unknown') as service_type,
    coalesce(e.days_to_exit, e.through_date - e.start_date)::int as days,
    not e.is_open
    and coalesce(e.exit_reason, 'unknown') not in ('completed', 'deceased', 'moved', 'transferred') as observed,
    e.through_date,
    year(coalesce(e.referral_date, e.start_date))::int as referred,
    e.status = 'exited' as gone,
    e.is_retained as retained,
    coalesce(e.exit_reason = 'completed', false) as completed
from fact_enrollments as e
inner join reported_month as m
    on m.agency_id = e.agency_id and m.feed = 'enrollments' and m.month = date_trunc('month', e.start_date)
where e.partnership is not null and e.is_start and coalesce(e.days_to_exit, e.through_date - e.start_date) >= 0;
