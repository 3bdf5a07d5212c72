-- The file as it was read, with what is to be mended beside each row. A cell that a spreadsheet would run as a
-- formula gets an apostrophe.
copy (
    with told as (
        select _row, string_agg(message, ' | ' order by place) as message
        from (select unnest($rows::bigint[]) as _row, unnest($messages::varchar[]) as message, unnest($places::bigint[]) as place)
        group by _row
    ),

    wrong as (
        select p._row, string_agg(distinct coalesce(w.words, p.rule), ' | ') as message
        from problem p
        left join (select unnest($rules::varchar[]) as rule, unnest($names::varchar[]) as name, unnest($words::varchar[]) as words) w
            on w.rule = p.rule and w.name = p.name
        group by p._row
    )

    select r._row as {{row_heading}}, {{cells}}, concat_ws(' | ', wrong.message, told.message) as {{told_heading}}
    from raw r
    left join wrong on wrong._row = r._row
    left join told on told._row = r._row
    order by r._row
) to '{{file}}' (header, delimiter ',', quote '"')
