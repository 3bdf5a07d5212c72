insert into map_note select unnest($findings::varchar[]);
