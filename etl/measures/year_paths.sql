select *, day as period_date, true as is_num, place || '>' || led_to || '>' || ended as path
from fact_person_years
