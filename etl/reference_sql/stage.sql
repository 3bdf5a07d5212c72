-- A reference CSV as texts. Row 1 of the file is the heading.
create or replace temp table {{table}} as
select row_number() over () + 1 as _row, *{{blank}}
from read_csv(
    $path,
    columns = { {{shape}} },
    auto_detect = false,
    header = true,
    delim = ',',
    quote = '"',
    escape = '"',
    encoding = 'utf-8',
    nullstr = '',
    allow_quoted_nulls = true,
    strict_mode = true,
    null_padding = false,
    parallel = false
);
