-- What each incoming row changes against the rows that hold now:
--   loaded     new, or different from what was known
--   unchanged  the same as what was known
--   older      different, but something received later is known: kept, not used
-- `earlier` rows move the date on which their key was first received.
create or replace temp table compared as
with theirs as (
    select {{key_of_row}}, r._hash, r._seq, s.received_date
    from {{row_table}} r
    inner join submission s on s.submission_id = r._submission_id
    where not s.withdrawn and r.agency_id in (select agency_id from incoming)
),

known as (
    select
        {{key}},
        arg_max(_hash, row(received_date, _seq)) as known_hash,
        max(received_date) as last_received,
        min(received_date) as first_received
    from theirs
    group by {{key}}
)

select
    i._row,
    i.{{date_column}} as day,
    k.known_hash is not null as known,
    case
        when k.known_hash is null then 'loaded'
        when k.known_hash = i._hash then 'unchanged'
        when k.last_received > $received then 'older'
        else 'loaded'
    end as outcome,
    k.known_hash is not null and k.first_received > $received as earlier
from incoming i
left join known k on {{key_match}};
