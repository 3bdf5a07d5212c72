select
    *,
    exit_date as period_date,
    true as is_num,
    case
        when exit_reason = 'completed' then 'completed'
        when exit_reason in ('left', 'discharged_noncompliance') then 'left_early'
        when exit_reason = 'incarcerated' then 'returned_to_custody'
        when exit_reason = 'hospitalized' then 'emergency_or_hold'
        when exit_reason in ('moved', 'deceased', 'transferred') then 'moved_or_other'
        else 'open_or_unknown'
    end as outcome
from fact_enrollments
where intercept = '5' and is_start and status = 'exited' and exit_date is not null
