-- Years of two digits that lie ahead are of the century before; a month alone tells no day of birth.
create or replace temp table {{look}} as
select
    text,
    case
        when value > $today::date and not regexp_matches(text, '\d{4}') then (value - interval 100 year)::date
        else value
    end as value,
    month_only,
    problem
from {{look}}
