-- Months that an agency has sent as rows, per measure that counts them.
create or replace temp table m_row_month as
select distinct c.measure_id, c.scope as agency_id, r.month
from m_cell as c
inner join m_measure as m using (measure_id)
inner join reported_month as r on r.agency_id = c.scope and r.feed = m.feed
where c.scope_kind = 'agency';
