-- Rows, and the unknown among them for each column at once.
select count(*)::bigint, {{counts}} from mapped
