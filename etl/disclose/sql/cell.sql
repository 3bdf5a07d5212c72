-- The rows as numbers only.
select
    r._row as row_id,
    m.number::int as measure,
    s.number::int as scope,
    b.number::int as breakdown,
    l.number::int as level,
    case r.grain when 'month' then 0 when 'quarter' then 1 else 2 end::tinyint as grain,
    year(r.period)::int * 12 + month(r.period)::int - 1 as month,
    coalesce(r.numerator, 'nan'::double) as numerator,
    coalesce(r.denominator, 'nan'::double) as denominator,
    coalesce(r.numerator_people, 'nan'::double) as numerator_people,
    coalesce(r.denominator_people, 'nan'::double) as denominator_people,
    coalesce(r.value, 'nan'::double) as value,
    r.status = 'measured' as measured,
    r.status = 'no_cases' as no_cases
from disclose_row as r
inner join disclose_measure as m on m.measure_id = r.measure_id
inner join disclose_scope as s on s.scope_kind = r.scope_kind and s.scope = r.scope
inner join disclose_breakdown as b on b.breakdown = r.breakdown
inner join disclose_level as l on l.level = r.level;
