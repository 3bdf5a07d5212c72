-- How the cells of a column look, without what they say: letters as a, digits as 9, the commonest first.
with sample as (select {{column}} as cell from raw order by _row limit 5000),

looks as (
    select
        regexp_replace(
            regexp_replace(regexp_replace(left(cell, 24), '\d', '9', 'g'), '\p{L}+', 'abc', 'g'),
            '9{9,}', '999999999', 'g'
        ) as look
    from sample
    where cell is not null
)

select
    (select list(look) from (select look from looks group by look order by count(*) desc, look limit 2)),
    (select count(distinct cell) from sample)::bigint,
    (select count(*) from sample where cell is null)::bigint,
    (select count(*) from sample)::bigint
