create or replace temp table precision_of as
select unnest($agencies::varchar[]) as agency_id, unnest($precisions::varchar[]) as allowed;
