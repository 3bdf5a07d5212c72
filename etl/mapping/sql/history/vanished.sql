-- Rows known from before that are not in the file, in months of which the file sends at least half again:
-- a month with a few corrections was not sent again.
with sent as (
    select agency_id, date_trunc('month', {{date}})::date as month, {{key_but_agency}} from mapped where {{date}} is not null
),

known as (
    select agency_id, date_trunc('month', {{date}})::date as month, {{key_but_agency}}
    from {{core}}
    where agency_id in (select agency_id from sent)
),

gone as (
    select
        known.month,
        count(*)::bigint as known_rows,
        count(*) filter (where ({{known_key}}) not in (select ({{key}}) from mapped where {{keyed}}))::bigint as gone_rows
    from known
    where (known.agency_id, known.month) in (select (agency_id, month) from sent)
    group by known.month
)

select strftime(month, '%Y-%m'), gone_rows from gone where gone_rows > 0 and 2 * gone_rows <= known_rows order by month
