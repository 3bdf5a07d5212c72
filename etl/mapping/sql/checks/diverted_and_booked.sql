-- Encounters that were both diverted and booked.
select _row from mapped
where disposition = 'arrest_booked' and (diversion_program_id is not null or diversion_outcome in ('successful', 'in_progress'))
order by _row
