-- The measures that are defined now; the build may hold others, which an earlier version measured.
create or replace temp table defined as
select unnest($ids::varchar[]) as measure_id;
