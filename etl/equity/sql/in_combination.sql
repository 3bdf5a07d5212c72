-- A group counted alone or in combination: what is released of it alone, and what it adds.
create or replace temp table equity_any as
select
    alone.* replace (
        'any' as counting,
        alone.events + added.events as events,
        alone.base + added.base as base
    )
from equity_cell as alone
inner join equity_kept as kept
    on
        kept.measure_id = alone.measure_id and kept.scope = alone.scope and kept.period = alone.period
        and kept.level = alone.level
inner join equity_added as added
    on
        added.measure_id = alone.measure_id and added.scope = alone.scope and added.period = alone.period
        and added.level = alone.level
where alone.characteristic = 'race_ethnicity' and alone.grain = 'year';
