-- Which tables the build has; those of earlier versions lack some.
select table_name from duckdb_tables() where database_name = 'shared';
