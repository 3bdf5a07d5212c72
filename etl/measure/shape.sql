-- What a measure's SELECT may give; whatever it leaves out is NULL. One row is one event.
create or replace temp table m_shape (
    event_id varchar,
    agency_id varchar,
    feed varchar,
    program_id varchar,
    partnership varchar,
    county varchar,
    part2 boolean,
    person ubigint,
    period_date date,
    is_num boolean,
    is_den boolean,
    amount double,
    event_days double,
    observed boolean,
    weight double,
    {{breakdown_columns}}
);

create or replace temp table m_cell (
    measure_id varchar,
    scope_kind varchar,
    scope varchar,
    owner varchar,
    breakdown varchar,
    level varchar,
    grain varchar,
    period date,
    numerator double,
    denominator double,
    numerator_people bigint,
    denominator_people bigint,
    value double,
    value_high double,
    part2 boolean,
    withheld bigint default 0,
    known bigint default 1
);
