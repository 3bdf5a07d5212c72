-- Rows without a value, for each required column at once.
select {{counts}} from typed
