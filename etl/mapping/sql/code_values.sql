-- What each text of a code column means, as resolved against its list.
create or replace temp table {{look}} as
select
    unnest($texts::varchar[]) as text,
    unnest($values::varchar[])::{{type}} as value,
    unnest($problems::varchar[]) as problem,
    unnest($nears::varchar[]) as near;
