-- A store without submissions (tests): the rows' own arrival says it all.
create or replace temp table cov_receipt (agency_id varchar, feed varchar, received_to date);
