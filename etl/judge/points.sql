-- The numbers of every row, in series order; NaN for what is not known.
select
    _series as series,
    _step as step,
    coalesce(value, if(denominator is null, numerator, null), 'nan'::double) as value,
    coalesce(numerator, 'nan'::double) as numerator,
    coalesce(denominator, 'nan'::double) as denominator,
    status = 'shown' as judged
from judge_row
order by _row;
