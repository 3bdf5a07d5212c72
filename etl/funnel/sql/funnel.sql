create or replace temp table funnel as
select * from funnel_rows order by scope_kind, scope, level, cohort, step;
