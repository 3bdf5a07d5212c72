"""One file from the sender's bytes to canonical rows in temp tables: read, stage, gate, map, check."""
