-- Rows of a column that are unknown (and, where a blank means unknown, blank).
select
    count(*) filter (where {{column}} = 'unknown' or ($blanks_too::boolean and {{column}} is null))::bigint,
    count(*)::bigint
from mapped
