-- By which breakdowns a measure is told, and by which periods.
create or replace temp table m_grain as
select unnest(
    from_json($rows, '[{"measure_id": "VARCHAR", "breakdown": "VARCHAR", "grain": "VARCHAR"}]'),
    max_depth := 2
);
