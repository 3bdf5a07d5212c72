select 1 from duckdb_tables() where table_name = 'ref_is_loaded' and temporary;
