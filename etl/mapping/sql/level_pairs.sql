select distinct breakdown, level from typed where breakdown <> 'all' and level <> 'all'
