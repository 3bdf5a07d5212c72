create or replace temp table trend as
select
    r.* exclude (_row, _series, _step),
    j.low, j.high, j.center, j.limit_low, j.limit_high, j.signal, j.improvement
from judge_row as r
join judge_result as j on j.row_number = r._row
order by r._row;
