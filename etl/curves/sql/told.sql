-- What `trend` tells of the same people, by year of their release or start: numerators and denominators that are
-- released, and how many periods are not (hidden, or too early to tell).
select
    measure_id,
    scope,
    breakdown,
    level,
    year(period)::int as cohort,
    coalesce(sum(numerator), 0)::double as events,
    coalesce(sum(denominator), 0)::double as people,
    coalesce(sum(denominator - numerator), 0)::double as others,
    count(*) filter (status = 'suppressed' and numerator is null) as hidden,
    count(*) filter (status = 'suppressed' and denominator is null) as hidden_people,
    count(*) filter (status = 'too_early') as early
from {{released}}
where scope_kind = 'partnership' and list_contains($measures, measure_id)
group by all;
