-- The day on which the file was received.
create or replace temp table map_day as select $today::date as today;
