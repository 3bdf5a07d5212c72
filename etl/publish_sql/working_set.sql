-- What holds now, once, in memory: dozens of measures read it. It shadows the view of the same name.
create or replace temp table {{core_view}} as select * from main.{{core_view}};
