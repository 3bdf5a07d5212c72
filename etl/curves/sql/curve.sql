create or replace temp table curve as
select
    kind::varchar as kind,
    'partnership' as scope_kind,
    scope::varchar as scope,
    "grouping"::varchar as "grouping",
    level::varchar as level,
    make_date(cohort, 1, 1) as cohort,
    day::integer as day,
    at_risk::double as at_risk,
    events::double as events,
    censored::double as censored,
    survival::double as survival,
    low::double as low,
    high::double as high,
    mature::boolean as mature,
    n::double as n,
    through_date::date as through_date,
    first_month::date as first_month,
    last_month::date as last_month,
    months::integer as months,
    status::varchar as status
from curve_rows
order by kind, scope, "grouping", level, cohort, day;
