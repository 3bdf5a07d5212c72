select c.*, c.day as period_date, true as is_den, y.contact_days >= 4 as is_num
from fact_contact_days as c
inner join fact_person_years as y using (partnership, year, person)
