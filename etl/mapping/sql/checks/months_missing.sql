-- Months between an agency's first and last in the file in which neither the file nor what is known has a row.
with months as (
    select distinct agency_id, date_trunc('month', {{date}})::date as month
    from mapped
    where {{date}} is not null and agency_id is not null
),

known as (
    select agency_id, month from months
    union
    {{known}}
),

spans as (
    select agency_id, unnest(range(min(month), max(month), interval 1 month))::date as month from months group by agency_id
)

select strftime(month, '%Y-%m') from spans anti join known using (agency_id, month) group by month order by month
