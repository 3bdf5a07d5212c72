-- Months that an agency has sent as rows, per measure that counts them.
create or replace temp table m_row_month as
with contributor as (
    select distinct measure_id, scope as agency_id from m_cell where scope_kind = 'agency'
)

select c.measure_id, c.agency_id, r.month
from contributor as c
inner join m_measure as m using (measure_id)
inner join reported_month as r on r.agency_id = c.agency_id and r.feed = m.feed;
