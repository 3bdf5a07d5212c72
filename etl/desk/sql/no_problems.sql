create temp table if not exists failing (_row bigint, rule varchar);
create temp table if not exists problem (_row bigint, name varchar, rule varchar, text varchar, near varchar);
