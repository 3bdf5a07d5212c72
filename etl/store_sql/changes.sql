-- By month, what the rows of a file change, and how many rows sent before for these months are not in it: those
-- stay as they were.
with mine as (
    select
        strftime(day, '%Y-%m') as month,
        count(*) filter (where outcome = 'loaded' and not known)::bigint as new,
        count(*) filter (where outcome = 'loaded' and known)::bigint as changed,
        count(*) filter (where outcome <> 'loaded')::bigint as unchanged
    from compared
    where day is not null
    group by month
),

before as (
    select
        strftime(k.{{date_column}}, '%Y-%m') as month,
        count(*) filter (
            where not exists (select 1 from incoming i where {{key_match}})
        )::bigint as absent
    from {{core_view}} k
    where k.agency_id in (select agency_id from incoming)
    group by month
)

select
    mine.month,
    mine.new,
    mine.changed,
    mine.unchanged,
    coalesce(before.absent, 0)::bigint as absent,
    before.month is not null as sent_before
from mine
left join before on before.month = mine.month
order by mine.month
