-- The feeds as measures read them: partner facts joined, people told apart, demographics of 42 CFR Part 2
-- programs blanked, and what several measures need worked out once.
create or replace temp table m_partner as
select
    agency_id,
    nullif(partnership, '') as partnership,
    nullif(county, '') as county,
    is_yes(part2) as part2,
    lower(coalesce(date_precision, '')) = 'month' as by_month
from ref_partners;

create or replace temp table m_program as
select
    program_id, agency_id, is_yes(part2) as part2,
    try_cast(nullif(capacity::varchar, '') as double) as capacity,
    service_type, intercept::varchar as intercept
from ref_programs;

create or replace temp table fact_encounters as
select
    e.agency_id,
    e.encounter_id as event_id,
    p.partnership,
    coalesce(e.county, p.county) as county,
    coalesce(p.part2, false) as part2,
    person_of(e.agency_id, e.encounter_id, e.person_key) as person,
    coalesce(e.person_key, '') <> '' as has_key,
    is_linkable(e.person_key) as is_linkable,
    e.encounter_date,
    e.intercept::varchar as intercept,
    e.source, e.call_nature, e.responder, e.bh_need, e.probable_cause, e.offense_level, e.offense_category,
    e.disposition,
    outcome_of(e.disposition) as outcome,
    coalesce(e.referred_program_id, '') <> '' or e.disposition = 'referred' as is_referral,
    e.days_to_service, e.force_used, e.handoff_minutes,
    case when not coalesce(p.part2, false) then e.smi end as smi,
    case when not coalesce(p.part2, false) then e.age_band end as age_band,
    case when not coalesce(p.part2, false) then e.sex end as sex,
    case when not coalesce(p.part2, false) then race_of(e.race_ethnicity) end as race_ethnicity,
    case when not coalesce(p.part2, false) then combination_of(e.race_ethnicity) end as race_combination,
    case when not coalesce(p.part2, false) then e.veteran end as veteran,
    case when not coalesce(p.part2, false) then e.homeless end as homeless
from core_encounters as e
left join m_partner as p using (agency_id);

-- is_start: the person did start, as opposed to being referred, waiting, declining or found not eligible.
-- is_accepted: started, or has a place in line.
-- is_retained: completed, or known to have been enrolled for 180 days.
-- exit_place: HUD's groups of destinations; jail and prison apart from hospitals and treatment.
-- is_open: still enrolled; an exit without a date is not open, and is in no census.
create or replace temp table fact_enrollments as
select
    e.agency_id,
    e.enrollment_id as event_id,
    e.program_id,
    p.partnership,
    coalesce(e.county, p.county) as county,
    coalesce(p.part2, false) or coalesce(g.part2, false) as part2,
    person_of(e.agency_id, e.enrollment_id, e.person_key) as person,
    e.referral_date, e.start_date, e.exit_date, e.exit_reason, e.status, e.service_type, e.referral_source,
    e.intercept::varchar as intercept,
    e.status in ('active', 'exited') as is_start,
    e.exit_date is null and e.status = 'active' as is_open,
    e.status in ('waitlisted', 'active', 'exited') as is_accepted,
    e.status in ('active', 'exited') and (
        coalesce(e.exit_reason = 'completed', false)
        or coalesce(e.days_to_exit, case when e.status = 'active' then t.through_date - e.start_date end, 0) >= 180
    ) as is_retained,
    place_of(e.exit_destination) as exit_place,
    e.days_referral_to_start, e.days_to_exit,
    case when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then e.smi end as smi,
    case when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then e.age_band end as age_band,
    case when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then e.sex end as sex,
    case
        when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then race_of(e.race_ethnicity)
    end as race_ethnicity,
    case
        when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then combination_of(e.race_ethnicity)
    end as race_combination,
    case when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then e.veteran end as veteran,
    case when not (coalesce(p.part2, false) or coalesce(g.part2, false)) then e.homeless end as homeless,
    t.through_date
from core_enrollments as e
left join m_partner as p using (agency_id)
left join m_program as g on g.program_id = e.program_id
left join through as t on t.agency_id = e.agency_id and t.feed = 'enrollments';

-- smi: confirmed by an assessment; where that is unknown, what the screen says.
create or replace temp table fact_bookings as
select
    b.agency_id,
    b.booking_id as event_id,
    p.partnership,
    coalesce(b.county, p.county) as county,
    coalesce(p.part2, false) as part2,
    person_of(b.agency_id, b.booking_id, b.person_key) as person,
    coalesce(b.person_key, '') <> '' as has_key,
    is_linkable(b.person_key) as is_linkable,
    b.booking_date, b.release_date, b.stay_days, b.release_type, b.legal_status, b.booking_reason,
    b.most_serious_level as offense_level,
    b.screened, b.screen_result, b.medicaid_active, b.appointment_attended, b.days_to_appointment,
    case
        when b.smi_confirmed in ('yes', 'no') then b.smi_confirmed
        when b.screen_result = 'positive' then 'yes'
        when b.screen_result = 'negative' then 'no'
        else 'unknown'
    end as smi,
    b.age_band, b.sex, race_of(b.race_ethnicity) as race_ethnicity,
    combination_of(b.race_ethnicity) as race_combination, b.veteran, b.homeless,
    t.through_date
from core_bookings as b
left join m_partner as p using (agency_id)
left join through as t on t.agency_id = b.agency_id and t.feed = 'bookings';

-- Releases into the community. Not one: a transfer to another agency or prison, a death, and a stay that ends
-- while another stay of the same person goes on (overlapping stays). days_to_return counts from the release to
-- the person's next booking anywhere, so a booking that precedes the release is none. days_to_connection counts
-- to the first kept appointment or program start, the day of the release included.
create or replace temp table fact_releases as
with release as (
    select b.*
    from fact_bookings as b
    where
        b.release_date is not null
        and coalesce(b.release_type, 'unknown') not in ('transfer', 'deceased')
),

held as (
    select distinct r.agency_id, r.event_id
    from release as r
    inner join fact_bookings as o
        on
            o.person = r.person
            and o.booking_date < r.release_date
            and coalesce(o.release_date, date '9999-12-31') > r.release_date
),

returned as (
    select r.agency_id, r.event_id, min(n.booking_date - r.release_date) as days_to_return
    from release as r
    inner join fact_bookings as n
        on
            n.person = r.person
            and n.booking_date >= r.release_date
            and (n.booking_date, n.event_id) > (r.booking_date, r.event_id)
    group by all
),

started as (
    select r.agency_id, r.event_id, min(e.start_date - r.release_date) as days_to_start
    from release as r
    inner join fact_enrollments as e on e.person = r.person and e.start_date >= r.release_date and e.is_start
    group by all
)

select
    r.*,
    returned.days_to_return,
    least(
        case when r.appointment_attended = 'yes' and r.days_to_appointment >= 0 then r.days_to_appointment end,
        started.days_to_start
    ) as days_to_connection
from release as r
left join returned using (agency_id, event_id)
left join started using (agency_id, event_id)
anti join held on held.agency_id = r.agency_id and held.event_id = r.event_id;

-- The months an agency has reported, with their last day (the last day known in a month that is not over).
-- ends_quarter, ends_year: the last month reported in its quarter and year, which is where a census stands.
create or replace temp table reported_month as
select
    c.agency_id, c.feed, c.month, p.partnership, p.county,
    least(last_day(c.month), t.through_date) as month_end,
    c.month = max(c.month) over (partition by c.agency_id, c.feed, date_trunc('quarter', c.month)) as ends_quarter,
    c.month = max(c.month) over (partition by c.agency_id, c.feed, date_trunc('year', c.month)) as ends_year
from coverage as c
inner join through as t using (agency_id, feed)
left join m_partner as p using (agency_id)
where c.state in ('received', 'partial') and c.month <= t.through_date;
