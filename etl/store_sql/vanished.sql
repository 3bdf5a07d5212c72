-- Rows that hold now within the months of the incoming ones: how many, and how many are not among the incoming.
with months as (
    select min({{date_column}}) as first_day, last_day(max({{date_column}})) as final_day from incoming
),

known as (
    select {{columns}}
    from main.{{core_view}}, months
    where agency_id in (select agency_id from incoming) and {{date_column}} between first_day and final_day
)

select
    (select count(*) from known),
    (select count(*) from known k where not exists (select 1 from incoming i where {{key_match}}));
