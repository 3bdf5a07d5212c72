-- What follows people from agency to agency, for the page between intercepts. Only rows with a key that agencies
-- share can be followed; how many of all contacts that are is told beside it (linkable_contacts).
--
-- A contact: a crisis, police or court encounter, or a booking of a person with serious mental illness, in a month
-- that its agency has reported. Police encounters without a behavioral health need are none.
create or replace temp table fact_contacts as
with contact as (
    select
        agency_id, 'encounters' as feed, event_id, partnership, county, part2, person, is_linkable,
        encounter_date as day,
        try_cast(intercept as integer) as rank,
        case intercept
            when '0' then 'crisis' when '1' then 'police' when '2' then 'court' when '3' then 'court' else 'community'
        end as place,
        case outcome_of(disposition)
            when 'no_diversion' then 'other' when 'open_or_unknown' then 'other' else outcome_of(disposition)
        end as led_to
    from fact_encounters
    where intercept <> '1' or coalesce(bh_need, 'unknown') <> 'none'
    union all
    -- Of one day, the encounter comes before the booking that it led to.
    select
        agency_id, 'bookings', event_id, partnership, county, part2, person, is_linkable,
        booking_date, 9, 'jail', 'booked'
    from fact_bookings
    where smi = 'yes'
)

select contact.*, date_trunc('year', contact.day)::date as year
from contact
inner join reported_month as r
    on
        r.agency_id = contact.agency_id
        and r.feed = contact.feed
        and r.month = date_trunc('month', contact.day);

-- One row a person and day: an arrest and its booking are one contact, by whoever met the person first.
create or replace temp table fact_contact_days as
select *
from fact_contacts
where is_linkable
qualify row_number() over (partition by partnership, person, day order by rank, agency_id, event_id) = 1;

-- Bookings that begin a stay: not those during another stay of the same person, nor those that a transfer led to.
create or replace temp table fact_new_bookings as
select b.agency_id, b.event_id, b.partnership, b.person, b.booking_date
from fact_bookings as b
where
    b.is_linkable
    and not exists (
        select 1 from fact_bookings as o
        where
            o.person = b.person
            and (o.booking_date, o.event_id) < (b.booking_date, b.event_id)
            and (
                coalesce(o.release_date, date '9999-12-31') > b.booking_date
                or (o.release_type = 'transfer' and o.release_date >= b.booking_date - 1)
            )
    );

-- The last day known of each agency's year: where its stays and enrollments stand at the end.
create or replace temp table year_ends as
select agency_id, feed, date_trunc('year', month)::date as year, month_end from reported_month where ends_year;

create or replace temp table fact_year_ends as
select distinct b.partnership, b.person, y.year, 'in_jail' as state
from fact_bookings as b
inner join year_ends as y
    on
        y.agency_id = b.agency_id and y.feed = 'bookings'
        and b.booking_date <= y.month_end
        and coalesce(b.release_date, date '9999-12-31') > y.month_end
where b.is_linkable
union all
select distinct e.partnership, e.person, y.year, 'in_program'
from fact_enrollments as e
inner join year_ends as y
    on
        y.agency_id = e.agency_id and y.feed = 'enrollments'
        and e.start_date <= y.month_end
        and (e.is_open or e.exit_date >= y.month_end)
where e.is_start;

-- One row a person and year: where the person was first met, what that led to, and where the year ended.
create or replace temp table fact_person_years as
with contact as (
    select partnership, year, person, count(distinct day) as contact_days
    from fact_contact_days
    group by all
),

first as (
    select * from fact_contact_days
    qualify row_number() over (partition by partnership, year, person order by day, rank, agency_id, event_id) = 1
),

jailed as (
    select distinct f.partnership, f.year, f.person
    from first as f
    inner join fact_new_bookings as b
        on
            b.person = f.person and b.partnership = f.partnership
            and date_trunc('year', b.booking_date) = f.year
            and b.booking_date >= f.day
            and b.event_id is distinct from case when f.feed = 'bookings' then f.event_id end
),

started as (
    select distinct f.partnership, f.year, f.person
    from first as f
    inner join fact_enrollments as e
        on
            e.person = f.person and e.partnership = f.partnership and e.is_start
            and date_trunc('year', e.start_date) = f.year
            and e.start_date >= f.day
)

select
    f.* exclude (rank),
    c.contact_days,
    case
        when j.person is not null then 'in_jail'
        when p.person is not null then 'in_program'
        when jailed.person is not null then 'jailed'
        when started.person is not null then 'left_program'
        else 'neither'
    end as ended
from first as f
inner join contact as c using (partnership, year, person)
left join jailed using (partnership, year, person)
left join started using (partnership, year, person)
left join (from fact_year_ends where state = 'in_jail') as j using (partnership, year, person)
left join (from fact_year_ends where state = 'in_program') as p using (partnership, year, person);
