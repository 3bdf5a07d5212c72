select *, release_date as period_date, true as is_den, days_to_return as amount
from fact_releases
where has_key and days_to_return <= 365
