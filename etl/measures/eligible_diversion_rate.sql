select
    *,
    encounter_date as period_date,
    is_diverted(disposition) as is_num,
    is_diverted(disposition) or is_arrested(disposition) or disposition = 'citation' as is_den
from fact_encounters
where intercept = '1' and coalesce(bh_need, 'unknown') <> 'none' and probable_cause = 'yes'
