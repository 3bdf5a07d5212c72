select
    '{{column}}' as name,
    coalesce(sum(rows_with), 0)::bigint as filled,
    count(*)::bigint as different,
    count(*) filter (where regexp_full_match(text, '[0-9A-Fa-f]{64}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}'))::bigint as hashed,
    count(*) filter (where date_kind(text) in ('iso', 'parts', 'day_name', 'name_day'))::bigint as days,
    count(*) filter (where date_kind(text) in ('month', 'month_year', 'name_year'))::bigint as months,
    count(*) filter (where date_kind(text) in ('compact', 'serial'))::bigint as packed,
    count(*) filter (where age_years(text) is not null)::bigint as ages,
    count(*) filter (where regexp_full_match(text, '\d{3,5}(-?\d{4})?(\.0)?'))::bigint as zips,
    count(*) filter (where regexp_matches(text, '\d') and regexp_full_match(text, '[\w./#-]{4,40}') and not regexp_full_match(text, '\d{1,4}|\d*\.\d+'))::bigint as coded,
    count(*) filter (where is_scientific(text))::bigint as cut
from (select trim({{column}}) as text, count(*) as rows_with from raw where trim({{column}}) <> '' group by 1)
