-- Whether a heading is a month or a day itself.
select coalesce(bool_or(date_kind(trim(heading)) not in ('bad', 'error', 'unclear', 'compact', 'serial', 'year')), false)
from (select unnest($headings::varchar[]) as heading)
