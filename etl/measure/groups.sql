-- What a disposition means, decided once for all measures and printed in their texts.
--
-- diverted     taken to care, or accepted into a diversion program, instead of being arrested, cited or held: taken
--              to the crisis center, voluntary hospital stay, diverted before or after booking or by the court.
--              Not diverted: a referral alone (an offer; whether it was taken up is linkage_30), resolved on scene
--              (nobody was sent anywhere), an emergency department (medical), an involuntary hold (custody of
--              another kind), declined, not eligible.
-- arrested     arrested and booked, or arrested and released.
-- known        anything but pending, unknown or blank.
create or replace temp macro is_diverted(disposition) as disposition in (
    'transported_crisis_center', 'voluntary_hospital',
    'diverted_prebooking', 'diverted_postbooking', 'diverted_court'
);

create or replace temp macro is_arrested(disposition) as disposition in ('arrest_booked', 'arrest_released');

create or replace temp macro is_known(code) as coalesce(code, 'unknown') not in ('unknown', 'pending');

-- Where a contact led, in few words: the branches of the flow between intercepts.
create or replace temp macro outcome_of(disposition) as case
    when disposition in ('resolved_on_scene', 'transferred_line') then 'resolved'
    when disposition in ('referred', 'transported_crisis_center', 'voluntary_hospital') then 'to_care'
    when disposition in ('diverted_prebooking', 'diverted_postbooking', 'diverted_court') then 'diversion_program'
    when disposition in ('transported_ed', 'involuntary_hold') then 'emergency_or_hold'
    when disposition in ('arrest_booked', 'arrest_released', 'citation') then 'arrested_or_cited'
    when disposition in ('declined', 'ineligible', 'unable_to_locate', 'other') then 'no_diversion'
    else 'open_or_unknown'
end;

-- A keyed hash that agencies share; anything else is an agency's own, or no key at all.
create or replace temp macro is_linkable(person_key) as
    regexp_full_match(coalesce(person_key, ''), '[0-9a-f]{64}');

-- Where people went when they left a program: HUD's groups of living situations, with custody apart.
create or replace temp macro place_of(destination) as case
    when destination in ('422', '423', '426', '410', '435', '421', '411') then 'permanent'
    when destination in ('302', '329', '314', '332', '312', '313', '327', '336', '335') then 'temporary'
    when destination in ('116', '101', '118') then 'no_home'
    when destination in ('215', '206', '204', '225', '205') then 'institution'
    when destination = '207' then 'custody'
    when destination = '24' then 'died'
    else 'not_known'
end;

-- One person, whoever sends the row: a keyed hash that agencies share (64 hex) links them; a surrogate of one
-- agency links within it; a row without a key is a person of its own.
create or replace temp macro person_of(agency_id, event_id, person_key) as hash(case
    when coalesce(person_key, '') = '' then agency_id || chr(31) || 'event' || chr(31) || event_id
    when is_linkable(person_key) then person_key
    else agency_id || chr(31) || person_key
end);

-- Several races joined with | are told as more than one (OMB SPD-15, the "multiple" presentation).
create or replace temp macro race_of(race_ethnicity) as
    case when contains(race_ethnicity, '|') then 'multiple' else race_ethnicity end;

-- The races that a row joins, always in one order; 'one' where it joins none. Counted, never told (see etl/equity).
create or replace temp macro combination_of(race_ethnicity) as case
    when contains(race_ethnicity, '|')
        then array_to_string(list_sort(list_distinct(string_split(race_ethnicity, '|'))), '|')
    else 'one'
end;

create or replace temp macro is_yes(flag) as coalesce(lower(flag::varchar), '') in ('yes', 'true', '1');
