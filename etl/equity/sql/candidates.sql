-- By decision point and year: the groups that may be told one by one, and the three counts of "more than one".
select
    measure_id, scope, period, list(level order by level) as levels,
    any_value(many_events) as many_events, any_value(many_base) as many_base,
    any_value(many_base) - any_value(many_events) as many_others
from equity_added
group by measure_id, scope, period
order by measure_id, scope, period;
