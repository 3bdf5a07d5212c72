-- Records of the file: all, those with rows in `mapped`, those set aside, and those that are in neither or both.
with told as (
    select _row, _row in (select _row from {{kept}}) as in_mapped, _row in (select _row from refused) as in_refused
    from raw
)

select
    count(*)::bigint,
    count(*) filter (where in_mapped)::bigint,
    count(*) filter (where in_refused)::bigint,
    count(*) filter (where in_mapped = in_refused)::bigint
from told
