-- Before the first build there is nothing: the same tables, empty.
create schema before;
create table before.trend as from after.trend limit 0;
