select count(*)::bigint from {{look}} where mark = ',' and problem is null
