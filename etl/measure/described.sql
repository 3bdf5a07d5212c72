-- The definitions, one row a measure.
create or replace temp table m_measure as
select unnest(
    from_json(
        $rows,
        '[{
            "measure_id": "VARCHAR",
            "feed": "VARCHAR",
            "agg": "VARCHAR",
            "unit": "VARCHAR",
            "has_denominator": "BOOLEAN",
            "counts_ok": "BOOLEAN",
            "followup_days": "INTEGER",
            "follow_feeds": ["VARCHAR"],
            "intercepts": ["VARCHAR"],
            "feeds": ["VARCHAR"],
            "partnership_only": "BOOLEAN"
        }]'
    ),
    max_depth := 2
);
