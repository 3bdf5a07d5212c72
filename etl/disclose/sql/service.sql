-- By scope, in the order of their numbers: the level of its kind of service, for programs; else -1.
select coalesce(l.number, -1) as service
from disclose_scope as s
left join {{programs}} as p on s.scope_kind = 'program' and p.program_id = s.scope
left join disclose_level as l on l.level = p.service_type
order by s.number;
