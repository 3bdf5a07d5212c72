-- (latest day on which something was received, last month whose numbers are complete)
select
    (select max(received_date) from submission where not withdrawn),
    coalesce(
        (select max(period) from trend where grain = 'month' and scope_kind = 'partnership' and status = 'shown'),
        (select max(period) from trend where status in ('shown', 'provisional'))
    );
