select agency_id, date_trunc('month', {{date}})::date as month from {{core}} where {{date}} is not null
