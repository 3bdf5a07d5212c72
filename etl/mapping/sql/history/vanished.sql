-- Rows known from before, in months that the file covers, that are not in the file.
with covered as (
    select distinct agency_id, date_trunc('month', {{date}})::date as month from mapped where {{date}} is not null
)

select strftime(covered.month, '%Y-%m'), count(*)::bigint
from {{core}} known
inner join covered
    on covered.agency_id = known.agency_id and covered.month = date_trunc('month', known.{{date}})::date
where row({{known_key}}) not in (select row({{key}}) from mapped where {{keyed}})
group by covered.month
order by covered.month
