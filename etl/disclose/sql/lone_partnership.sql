create or replace temp table disclose_partner as
select a.scope as agency_id, p.scope as partnership, null::varchar as county, null::varchar as kind
from (select distinct scope from disclose_row where scope_kind = 'agency') as a
cross join (select min(scope) as scope from disclose_row where scope_kind = 'partnership') as p;
