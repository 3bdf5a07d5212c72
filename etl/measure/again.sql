-- Who has several events of the measure in a month, a quarter or a year: only they need a distinct count.
create or replace temp table m_again as
select person, month, quarter, year
from m_event
where person is not null
group by grouping sets ((person, month), (person, quarter), (person, year))
having count(*) > 1;
