select *, release_date as period_date, true as is_den, days_to_connection as amount
from fact_releases
where smi = 'yes' and days_to_connection between 0 and 30
