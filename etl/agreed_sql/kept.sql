-- A measure that is no longer defined cannot be judged anew: its series keep what they were told.
insert into trend by name select * from kept_trend;
insert into verdict by name select * from kept_verdict;
drop table kept_trend;
drop table kept_verdict;
drop table defined;
