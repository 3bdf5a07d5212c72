-- The months of each partnership and year that any of its agencies has reported.
select
    partnership as scope,
    year(month)::int as year,
    min(month)::date as first_month,
    max(month)::date as last_month,
    count(distinct month)::int as months
from reported_month
where feed = $feed and partnership is not null
group by all;
