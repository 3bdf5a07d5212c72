-- All rows that break a rule: a finding names only the first.
insert into failing select unnest($rows::bigint[]), $rule;
