-- Beside what the definitions say; m_county lists counties only where there is more than one.
create or replace temp table m_undecided (
    measure_id varchar, scope_kind varchar, scope varchar, grain varchar, period date, level varchar
);

create or replace temp table m_county as
select distinct county
from m_partner
where
    county is not null
    and partnership in (select partnership from m_partner group by partnership having count(distinct county) > 1);
