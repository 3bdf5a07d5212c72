-- What one column of a staged file holds, of its first $most rows: how much is filled and different, what share
-- of the different texts has which shape, and the most frequent texts with their counts.
with texts as (
    select trim({{column}}) as text, count(*)::bigint as number
    from (select {{column}} from {{table}} limit $most)
    where nullif(trim({{column}}), '') is not null
    group by text
),

shaped as (
    select *, date_kind(text) as kind from texts
)

select
    coalesce(sum(number), 0)::bigint as filled,
    count(*)::bigint as different,
    count(*) filter (where kind not in ('bad', 'error', 'unclear', 'compact', 'serial', 'year'))::bigint as dates,
    count(*) filter (
        where (kind = 'compact' and try_strptime(text, '%Y%m%d') between timestamp '1990-01-01' and timestamp '2090-01-01')
            or (kind = 'serial' and try_cast(text as double) between 32874 and 62000)
    )::bigint as packed_dates,
    count(*) filter (where kind in ('month', 'month_year', 'name_year'))::bigint as months,
    count(*) filter (where regexp_full_match(text, '[+-]?[\d,. ]*\d[\d,. ]*%?|\*|< ?\d+'))::bigint as numbers,
    count(*) filter (where regexp_full_match(text, '\d{1,2}|\d{1,2}\.0'))::bigint as small_numbers,
    count(*) filter (where regexp_full_match(text, '\d{3}|\d{5}(-\d{4})?'))::bigint as zips,
    count(*) filter (
        where regexp_full_match(text, '[0-9A-Fa-f]{32,128}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}')
    )::bigint as hashes,
    count(*) filter (where regexp_full_match(text, '[^\s]{1,64}') and regexp_matches(text, '\d'))::bigint as references_like,
    count(*) filter (where kind = 'year')::bigint as years,
    coalesce(
        list({'text': text, 'number': number} order by number desc, text)
            filter (where length(text) <= 80),
        []
    )[1:$told] as common
from shaped
