-- Empty tables of one file: rows set aside (with the reason), cells and rows found wrong, notes for the sender.
create or replace temp table refused (_row bigint, rule varchar, reason varchar);
create or replace temp table problem (_row bigint, name varchar, rule varchar, text varchar, near varchar);
create or replace temp table map_note (finding varchar);
create or replace temp table failing (_row bigint, rule varchar);
