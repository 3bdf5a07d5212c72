"""What the pages share. Reads published builds only; never imports the writer (etl)."""
