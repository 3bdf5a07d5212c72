-- What links people across agencies is told for partnerships only. An agency knows its own rows and not where its
-- people were before and after, so it could not work out its part; nor is it told.
delete from measured
where
    scope_kind <> 'partnership'
    and measure_id in (select measure_id from m_measure where partnership_only);
