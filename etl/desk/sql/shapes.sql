-- How the cells of each column look, without what they say: letters as a, digits as 9, the commonest first.
with sample as (select {{columns}} from raw order by _row limit 5000),

cell as (from sample unpivot include nulls (cell for place in (columns(*)))),

looks as (
    select
        place,
        regexp_replace(
            regexp_replace(regexp_replace(left(cell, 24), '\d', '9', 'g'), '\p{L}+', 'abc', 'g'),
            '9{9,}', '999999999', 'g'
        ) as look,
        count(*) as cells
    from cell
    where cell is not null
    group by place, look
    qualify row_number() over (partition by place order by cells desc, look) <= 2
),

commonest as (
    select place, list(look order by cells desc, look) as looks from looks group by place
),

counted as (
    select place, count(distinct cell) as different, count(*) - count(cell) as blank, count(*) as records
    from cell
    group by place
)

select place, coalesce(looks, []) as looks, different, blank, records
from counted
left join commonest using (place);
