-- Whether the measure has any event, and in which grains somebody is met again.
select
    exists (from m_event),
    exists (from m_again where month is not null) as month,
    exists (from m_again where quarter is not null) as quarter,
    exists (from m_again where year is not null) as year;
