-- Dated events that were put on a chart, those with a new beginning of the usual range among them.
insert into ref_events by name
select unnest(from_json($rows::json, '{{shape}}'), max_depth := 2);
