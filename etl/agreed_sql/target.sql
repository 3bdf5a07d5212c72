-- A target that was set at a meeting takes the place of the file's for the same measure, scope and first month.
delete from ref_targets
where (measure_id, scope_kind, scope, good_from) in (
    select (each.measure_id, each.scope_kind, each.scope, each.good_from)
    from (select unnest(from_json($rows::json, '{{shape}}')) as each)
);
insert into ref_targets by name
select unnest(from_json($rows::json, '{{shape}}'), max_depth := 2);
