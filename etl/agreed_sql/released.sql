-- What disclosure control released, as the build has it: every column that judging does not add.
create or replace temp table released as
select * exclude (low, high, center, limit_low, limit_high, signal, improvement) from shared.trend
where measure_id in (select measure_id from defined);
create or replace temp table kept_trend as
select * from shared.trend where measure_id not in (select measure_id from defined);
create or replace temp table kept_verdict as
select * from shared.verdict where measure_id not in (select measure_id from defined);
drop table shared.trend;
drop table shared.verdict;
drop table shared.event;
drop table shared.target;
