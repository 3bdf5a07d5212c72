-- The last day on which each agency sent each feed, a file that changed nothing included.
create or replace temp table cov_receipt as
select agency_id, feed, max(received_date) as received_to
from submission
where not withdrawn
group by all;
