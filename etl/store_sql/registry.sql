insert into {{table}} by name
select *, $submission_id as _submission_id, $seq as _seq
from (select unnest(from_json($rows, '[{{shape}}]'), recursive := true));
