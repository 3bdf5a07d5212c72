case
    when regexp_matches(r.{{column}}, $formula) and not regexp_matches(r.{{column}}, $number) then '''' || r.{{column}}
    else r.{{column}}
end as {{heading}}
