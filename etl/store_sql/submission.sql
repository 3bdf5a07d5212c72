insert into submission
select
    submission_id,
    seq,
    feed,
    agency_id,
    mapping_id,
    sha256,
    received_date,
    loaded_at,
    sender,
    records,
    loaded,
    unchanged,
    refused,
    $withdrawn,
    null,
    findings
from (
    select unnest(from_json($facts, '[{
        "submission_id": "VARCHAR", "seq": "BIGINT", "feed": "VARCHAR", "agency_id": "VARCHAR",
        "mapping_id": "VARCHAR", "sha256": "VARCHAR", "received_date": "DATE", "loaded_at": "TIMESTAMP",
        "sender": "VARCHAR", "records": "BIGINT", "loaded": "BIGINT", "unchanged": "BIGINT",
        "refused": "BIGINT", "findings": "JSON"}]'), recursive := true)
);
