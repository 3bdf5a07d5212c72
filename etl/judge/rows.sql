-- One row a cell, numbered, with its series and its step on the regular grid of its grain.
-- A value that is not fully reported and released is no point: `judged` is false there.
create or replace temp table judge_row as
select
    *,
    row_number() over series - 1 as _row,
    dense_rank() over (order by measure_id, scope_kind, scope, breakdown, level, grain) - 1 as _series,
    case grain
        when 'month' then year(period) * 12 + month(period) - 1
        when 'quarter' then year(period) * 4 + quarter(period) - 1
        else year(period)
    end as _step
from released
window series as (order by measure_id, scope_kind, scope, breakdown, level, grain, period);
