create table shared.funnel as from funnel;
