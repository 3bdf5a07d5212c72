create or replace temp table ref_is_loaded as select true as done;
