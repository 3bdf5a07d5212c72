-- Rows that share their key with another row of the file, values differing. Where the agency was found wrong, its
-- text as sent stands for it, so that the sender hears of both at once; identical rows of such are one row.
with told as (
    select mapped.*, coalesce(mapped.agency_id, agency.text, '') as _whose
    from mapped
    left join (
        select _row, any_value(text) as text from problem where name = 'agency_id' group by _row
    ) agency on agency._row = mapped._row
    where {{keyed}}
),

single as (
    select * from told
    qualify agency_id is not null or row_number() over (partition by _whose, {{columns}} order by _row) = 1
)

select _row from single
qualify count(*) over (partition by _whose, {{rest}}) > 1
order by _whose, {{rest}}, _row
