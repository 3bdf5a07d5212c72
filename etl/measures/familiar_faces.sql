-- A row a kind of contact that the person had in the year.
select distinct
    y.person, y.partnership, y.county, y.agency_id, y.feed, y.part2, y.event_id,
    y.day as period_date, y.contact_days >= 4 as is_num, true as is_den, c.place as contact_kind
from fact_person_years as y
inner join fact_contacts as c
    on c.person = y.person and c.partnership = y.partnership and c.year = y.year and c.is_linkable
