-- The release: the rows of the grain that each series goes by, what is hidden left blank. People are counted for
-- the thresholds only and are never released. The reason does not tell few from protected.
create or replace temp table {{target}} as
select
    r.measure_id, r.scope_kind, r.scope, r.breakdown, r.level, r.grain, r.period,
    f.numerator, f.denominator, f.value,
    case when f.value is not null then r.value_high end as value_high,
    case
        when r.status = 'missing' then 'missing'
        when r.status = 'too_early' then 'too_early'
        when r.status = 'sender_suppressed' then 'suppressed'
        when r.status = 'no_cases' and not f.withheld then 'no_cases'
        when f.withheld or f.hidden or f.thin then 'suppressed'
        when r.provisional then 'provisional'
        else 'shown'
    end as status,
    case
        when r.status in ('missing', 'too_early') then ''
        when r.status = 'sender_suppressed' then 'hidden by the agency that sent it'
        when f.withheld or f.hidden then $few
        when r.status = 'no_cases' then ''
        when f.thin then $thin
        else ''
    end as reason,
    r.provisional, r.reporting, r.expected, r.owner
from disclose_row as r
inner join disclose_fate as f on f.row_id = r._row
order by r.measure_id, r.scope_kind, r.scope, r.breakdown, r.level, r.grain, r.period;
