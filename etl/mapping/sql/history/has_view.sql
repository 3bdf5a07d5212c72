select 1 from duckdb_views() where view_name = $view
