-- One row a gap: its steps on the grid of its grain and its values, whole periods that are final only.
-- By quarter where the pair is told so, by year elsewhere.
with gap as (
    select
        measure_id, scope_kind, scope, characteristic, level, reference, grain,
        case grain when 'quarter' then year(period) * 4 + quarter(period) - 1 else year(period) end::int as step,
        gap
    from disparity
    where counting = 'alone' and gap is not null and status in ('told', 'zero') and not provisional
),

line as (
    select
        * exclude (step, gap), min(step) as first, list(step order by step) as steps, list(gap order by step) as gaps
    from gap
    group by all
)

select * from line
qualify row_number() over (
    partition by measure_id, scope_kind, scope, characteristic, level, reference order by grain
) = 1
order by all;
