-- What share of each column looks like what: the figures that the fraction rules are judged on. Counts are of
-- different values unless their name says rows. For the date rules, ages are years before `$today` (a DATE).
with parsed as (
    select
        *,
        length(text) - length(replace(text, ' ', '')) as spaces,
        replace(replace(trim(regexp_replace(regexp_replace(
            text, '[ t][0-9]{1,2}:[0-9]{2}.*$', ''
        ), '([-/. ][0-9]{4}) [0-2][0-9][0-5][0-9]$', '\1')), '/', '-'), '.', '-') as day,
        case when regexp_matches(text, '^[0-9]{1,3}(\.0+)?$') then cast(text as double) end as small,
        case when regexp_matches(text, '^(19|20)[0-9]{2}(\.0)?$') then cast(left(text, 4) as integer) end as year,
        regexp_matches(text, '^(1?[0-9]{10}|[0-9]{9})(\.0+)?$') as bare,
        regexp_matches(
            text,
            '^(19|20)?[0-9]{2}[- ]?(cr|crb|cf|cm|cv|mh|mm|tr|tc|dv|jv|ju|pr|dr|fa|md|mc|dp|cj|cmd|crim)[a-z]?[- ]?'
            || '[0-9]{3,8}([- ][0-9a-z]+)?$'
            || '|^(cr|crb|crim|cf|cv|jv|ju|tr)[- ]?(19|20)?[0-9]{2}[- ][0-9]{2,8}([- ][0-9a-z]+)?$'
        ) as court,
        length(text) > 150 and length(text) - length(replace(text, ' ', '')) >= 15 as long
    from gate_value
),

-- `written` as people write dates, `packed` as eight digits, `keyed` as the end of a key such as JS19850304.
dated as (
    select
        *,
        case
            when regexp_matches(day, '^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$') then try_strptime(day, '%Y-%m-%d')
            when regexp_matches(day, '^[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}$')
                then coalesce(try_strptime(day, '%m-%d-%Y'), try_strptime(day, '%d-%m-%Y'))
            when regexp_matches(day, '^[0-9]{1,2}-[0-9]{1,2}-[0-9]{2}$')
                then coalesce(try_strptime(day, '%m-%d-%y'), try_strptime(day, '%d-%m-%y'))
            when length(day) between 7 and 20 and regexp_matches(day, '[a-z]{3}') and regexp_matches(day, '[0-9]{2}$')
                then try_strptime(regexp_replace(day, '[ ,-]+', ' ', 'g'), [
                    '%d %b %Y', '%b %d %Y', '%d %B %Y', '%B %d %Y', '%d%b%Y', '%Y %b %d', '%d %b %y', '%b %d %y'
                ])
        end as written,
        case
            when regexp_matches(day, '^[0-9]{8}$') then try_strptime(day, ['%Y%m%d', '%m%d%Y'])
        end as packed,
        case
            when regexp_matches(day, '^[a-z]{1,12}[-_ ]?[0-9]{8}[a-z]{0,2}$')
                then try_strptime(regexp_extract(day, '[0-9]{8}'), ['%Y%m%d', '%m%d%Y'])
            when regexp_matches(day, '^[a-z]{1,12}[-_ ]?[0-9]{6}[a-z]{0,2}$')
                then try_strptime(regexp_extract(day, '[0-9]{6}'), '%m%d%y')
        end as keyed
    from parsed
),

-- A two-digit year that lands in the future belongs to the century before.
aged as (
    select
        *,
        date_diff('day', packed, $today) / 365.25 as packed_years,
        date_diff('day', written - if(written > $today + interval 366 day, interval 100 year, interval 0 day), $today)
        / 365.25 as written_years,
        date_diff('day', keyed - if(keyed > $today, interval 100 year, interval 0 day), $today) / 365.25 as keyed_years,
        year($today) - year as year_years,
        -- ju with any letter is a kind of case, but 13-Jun-2026 is a day: what reads as a day of this or the last
        -- century is no case number. 24-JUN-00123 and 24-JUN-1234 read as none.
        court and not coalesce(year(written) between 1900 and year($today) + 20, false) as case_number
    from dated
)

select
    name,
    count(*) as different,
    cast(sum(rows_with) as bigint) as filled,
    list_slice(list_sort(list(first_row)), 1, 20) as first_rows,

    cast(coalesce(sum(rows_with) filter (bare), 0) as bigint) as bare_rows,
    count(*) filter (bare) as bare_different,
    list_slice(list_sort(list(first_row) filter (bare)), 1, 20) as bare_first,
    count(*) filter (regexp_matches(text, '^[0-9]{3}[-. ][0-9]{4}$')) as local_phone,
    count(*) filter (
        regexp_matches(text, '^[a-hj-npr-z0-9]{17}$') and regexp_matches(text, '[0-9].*[a-z]|[a-z].*[0-9]')
    ) as vin,
    count(*) filter (case_number) as case_number,
    count(*) filter (regexp_matches(text, '^[a-z]\.\s?[a-z]\.?(\s?[a-z]\.?)?$')) as initials,
    count(*) filter (regexp_matches(text, '^[0-9]{5}(-?[0-9]{4})?$')) as zip_full,
    count(*) filter (regexp_matches(text, '^[0-9]{5}-[0-9]{4}$')) as zip_plus,
    count(*) filter (
        regexp_matches(text, '^([0-9a-f]{32,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$')
    ) as hashed,

    count(*) filter (small <= 125) as age_like,
    coalesce(max(small) filter (small <= 125), 0) as age_most,
    cast(coalesce(sum(rows_with) filter (small between 90 and 125), 0) as bigint) as age_90,
    list_slice(list_sort(list(first_row) filter (small between 90 and 125)), 1, 20) as age_90_first,

    sum(length(text) * rows_with) / sum(rows_with) as mean_length,
    sum(spaces * rows_with) / sum(rows_with) as mean_spaces,
    count(*) filter (long) as long_texts,
    cast(coalesce(sum(rows_with) filter (long), 0) as bigint) as long_rows,
    list_slice(list_sort(list(first_row) filter (long)), 1, 20) as long_first,

    count(written_years) as written,
    count(*) filter (written_years between 12 and 110) as written_old,
    list_slice(list_sort(list(first_row) filter (written_years between 12 and 110)), 1, 20) as written_first,
    coalesce(median(written_years), 0) as written_median,
    coalesce(quantile_cont(written_years, 0.9) - quantile_cont(written_years, 0.1), 0) as written_spread,
    coalesce(quantile_cont(written_years, 0.01), 0) as written_newest,
    count(packed_years) as packed,
    count(*) filter (packed_years between 12 and 110) as packed_old,
    list_slice(list_sort(list(first_row) filter (packed_years between 12 and 110)), 1, 20) as packed_first,
    coalesce(median(packed_years), 0) as packed_median,
    coalesce(quantile_cont(packed_years, 0.9) - quantile_cont(packed_years, 0.1), 0) as packed_spread,
    count(keyed_years) as keyed,
    count(*) filter (keyed_years between 12 and 110) as keyed_old,
    list_slice(list_sort(list(first_row) filter (keyed_years between 12 and 110)), 1, 20) as keyed_first,
    coalesce(median(keyed_years), 0) as keyed_median,
    coalesce(quantile_cont(keyed_years, 0.9) - quantile_cont(keyed_years, 0.1), 0) as keyed_spread,
    count(year_years) as year,
    count(*) filter (year_years between 12 and 110) as year_old,
    list_slice(list_sort(list(first_row) filter (year_years between 12 and 110)), 1, 20) as year_first,
    coalesce(median(year_years), 0) as year_median,
    coalesce(quantile_cont(year_years, 0.9) - quantile_cont(year_years, 0.1), 0) as year_spread
from aged
group by name
