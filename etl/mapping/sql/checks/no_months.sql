select null::varchar as agency_id, null::date as month where false
