-- Of rows with the same key, all but the first, and all but the last.
with numbered as (
    select
        _row,
        row_number() over (partition by {{key}} order by _row) as nth,
        row_number() over (partition by {{key}} order by _row desc) as nth_last
    from mapped
    where _row in (select _row from failing where rule = $rule)
)

select
    coalesce(list(_row order by _row) filter (where nth > 1), []),
    coalesce(list(_row order by _row) filter (where nth_last > 1), [])
from numbered
