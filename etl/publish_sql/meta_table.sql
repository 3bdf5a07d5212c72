create table {{target}} as
select unnest(from_json($rows, '[{{shape}}]'), recursive := true);
