-- What came with mappings, unless the operator's own file has it.
insert into {{table}} ({{columns}})
select {{casts}} from {{view}} where {{key}} not in (select {{key}} from {{table}});
