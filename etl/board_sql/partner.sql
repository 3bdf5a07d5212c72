-- Who to call (a role, its desk phone and shared mailbox) and what agreement covers which feeds.
create table shared.partner as
select
    agency_id::varchar as agency_id,
    name::varchar as name,
    kind::varchar as kind,
    contact_role::varchar as contact_role,
    contact_phone::varchar as contact_phone,
    contact_email::varchar as contact_email,
    agreement::varchar as agreement,
    agreement_kind::varchar as agreement_kind,
    agreement_from::date as agreement_from,
    agreement_until::date as agreement_until,
    agreement_feeds::varchar as agreement_feeds
from ref_partners
order by agency_id;

-- What each agency sends: when a month is due, and the last day on which something came.
create table shared.partner_feed as
with covered as (
    select distinct agency_id, feed from coverage
),

came as (
    select agency_id, feed, max(received_date) as last_received
    from submission
    where not withdrawn
    group by all
)

select
    c.agency_id::varchar as agency_id,
    c.feed::varchar as feed,
    coalesce(f.due_day, 15)::integer as due_day,
    s.last_received::date as last_received
from covered as c
left join ref_partner_feeds as f using (agency_id, feed)
left join came as s using (agency_id, feed)
order by agency_id, feed;

-- What came when: the day, and the newest month that it has rows of. Filled from each feed's rows.
create table shared.arrival (agency_id varchar, feed varchar, received_date date, newest_month date);

-- Months in which a later submission changed answers that were published, with the last day on which one did.
create table shared.restatement (agency_id varchar, feed varchar, "month" date, restated_on date);

-- How full the answers are, in whole steps of five percent.
create table shared.quality (
    agency_id varchar, feed varchar, grain varchar, period date, complete integer, unknown integer
);
