create or replace temp table disclose_program (program_id varchar, service_type varchar);
