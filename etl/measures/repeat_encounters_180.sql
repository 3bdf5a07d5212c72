with encounter as (
    select
        *,
        lead(encounter_date) over (partition by person order by encounter_date, agency_id, event_id) as next_date
    from fact_encounters
    where intercept = '1' and coalesce(bh_need, 'unknown') <> 'none' and has_key
)

select
    *,
    encounter_date as period_date,
    true as is_den,
    coalesce(next_date - encounter_date <= 180, false) as is_num
from encounter
