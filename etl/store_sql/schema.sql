-- One row per accepted submission; the same facts stand in its submission.json.
create table if not exists submission (
    submission_id varchar primary key,
    seq bigint not null,
    feed varchar not null,
    agency_id varchar not null,
    mapping_id varchar,
    sha256 varchar not null,
    received_date date not null,
    loaded_at timestamp not null,
    sender varchar,
    records bigint not null,
    loaded bigint not null,
    unchanged bigint not null,
    refused bigint not null,
    withdrawn boolean not null,
    build_id varchar,
    findings json
);

create table if not exists submission_refused (
    submission_id varchar,
    _row bigint,
    rule varchar,
    reason varchar
);

-- Partners and programs that came with a mapping; the latest active submission has the word.
create table if not exists registry_partner_row (
    _submission_id varchar,
    _seq bigint,
    agency_id varchar,
    name varchar,
    kind varchar,
    county varchar,
    partnership varchar,
    partnership_name varchar,
    affiliate varchar,
    contact_role varchar,
    agreement varchar,
    agreement_until varchar,
    date_precision varchar,
    part2 varchar
);

create table if not exists registry_program_row (
    _submission_id varchar,
    _seq bigint,
    program_id varchar,
    name varchar,
    agency_id varchar,
    service_type varchar,
    intercept varchar,
    capacity varchar,
    cost_per_participant varchar,
    part2 varchar,
    description varchar,
    contact varchar
);

create or replace view registry_partner as
select r.* exclude (_submission_id, _seq)
from registry_partner_row r
inner join submission s on s.submission_id = r._submission_id
where not s.withdrawn
qualify row_number() over (partition by r.agency_id order by s.received_date desc, r._seq desc) = 1;

create or replace view registry_program as
select r.* exclude (_submission_id, _seq)
from registry_program_row r
inner join submission s on s.submission_id = r._submission_id
where not s.withdrawn
qualify row_number() over (partition by r.program_id order by s.received_date desc, r._seq desc) = 1;

-- What the row tables were made for: another version of the feeds or of DuckDB means a rebuild.
create table if not exists store_made_for (fingerprint varchar);
