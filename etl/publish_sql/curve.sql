create table shared.curve as
select * from curve;
