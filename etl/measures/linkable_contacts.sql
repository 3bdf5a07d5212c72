select *, day as period_date, true as is_den, is_linkable as is_num
from fact_contacts
