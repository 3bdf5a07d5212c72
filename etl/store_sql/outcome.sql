select
    count(*) filter (where outcome = 'loaded'),
    count(*) filter (where outcome = 'unchanged'),
    count(*) filter (where outcome = 'older'),
    count(*) filter (where earlier)
from compared;
