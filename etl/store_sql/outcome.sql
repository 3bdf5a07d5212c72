-- Records of the sender's file by what they change; one record may be several rows (wide to long).
with records as (
    select
        _row,
        bool_or(outcome = 'loaded') as loaded,
        bool_or(outcome = 'older') as older,
        bool_or(earlier) as earlier
    from compared
    group by _row
)

select
    count(*) filter (where loaded),
    count(*) filter (where not loaded),
    (select count(distinct _row) from refused where _row not in (select _row from compared)),
    count(*) filter (where older),
    count(*) filter (where earlier)
from records;
