-- What the texts of a date column prove about the order of their numbers.
-- `not_ymd`: with two-digit years 24/01/15 may begin with the year; a text that cannot disproves it.
select
    count(*) filter (where kind = 'parts')::bigint as parts,
    count(*) filter (where a::integer > 12 and b::integer <= 12)::bigint as day_first,
    count(*) filter (where b::integer > 12 and a::integer <= 12)::bigint as month_first,
    count(*) filter (where a::integer <= 12 and b::integer <= 12 and a::integer <> b::integer)::bigint as either,
    count(*) filter (where length(y) = 2)::bigint as two_digit,
    count(*) filter (
        where length(y) = 4
            or coalesce(parts_day(a, b, y, 'ymd', $today::date) not between date '1990-01-01' and $today::date, true)
    )::bigint as not_ymd,
    count(*) filter (where kind = 'serial')::bigint as serial,
    count(*) filter (where kind in ('month', 'month_year', 'name_year'))::bigint as month_only
from {{look}}_kind
