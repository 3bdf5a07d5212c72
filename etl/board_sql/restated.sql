-- A month is restated when a row that a build had published carries another answer in a later submission. An
-- answer that was open (blank, unknown, pending and the like) and is now given, and a row that is new, restate
-- nothing: that is how months usually fill. Submissions of one build were never told apart by a reader.
insert into shared.restatement
with changed as (
    select {{key}} from {{row_table}} group by {{key}} having min(_hash) <> max(_hash)
),

version as (
    select
        {{key_of_row}},
        date_trunc('month', r.{{date_column}})::date as "month",
        coalesce(s.build_id, '') as build_id,
        s.received_date,
        r._seq,
        {{answers}} as answers
    from {{row_table}} as r
    inner join submission as s on s.submission_id = r._submission_id
    semi join changed as k on {{key_match}}
    where not s.withdrawn
),

step as (
    select
        *,
        lag(build_id) over told as build_before,
        lag("month") over told as month_before,
        lag(answers) over told as answers_before
    from version
    window told as (partition by {{key}} order by received_date, _seq)
),

hit as (
    select agency_id, unnest(list_distinct(["month", month_before])) as "month", received_date
    from step
    where
        build_before <> build_id
        and (
            "month" <> month_before
            or len(list_filter(
                list_zip(answers_before, answers),
                lambda pair: pair[1] is not null
                and pair[1] not in (
                    '', 'unknown', 'undetermined', 'pending', 'in_progress', 'referred', 'waitlisted', 'active'
                )
                and pair[2] is distinct from pair[1]
            )) > 0
        )
)

select agency_id, '{{feed}}', "month", max(received_date)
from hit
group by all
order by all;
