-- Agencies and years of which a month is not there, or is not whole.
select agency_id as agency, year(month)::int as cohort
from coverage
where feed = 'enrollments' and state <> 'received'
group by all;
