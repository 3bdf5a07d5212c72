-- All rows of all submissions of one feed, and the view of what holds now: of rows with the same key the one
-- received last, submissions that were withdrawn left out. Arrival order decides only between equal dates, so
-- that the same submissions give the same numbers in any order.
create table if not exists {{row_table}} (
    {{column_types}},
    _submission_id varchar,
    _seq bigint,
    _row bigint,
    _hash varchar
);

create or replace view {{core_view}} as
with active as (
    select r.*, s.received_date as _received_date
    from {{row_table}} r
    inner join submission s on s.submission_id = r._submission_id
    where not s.withdrawn
)

select {{columns}}, min(_received_date) over (partition by {{key}}) as _first_received
from active
qualify row_number() over (partition by {{key}} order by _received_date desc, _seq desc) = 1;
