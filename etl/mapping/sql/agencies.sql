select distinct agency_id from mapped where agency_id is not null
