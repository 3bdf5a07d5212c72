-- The normalized file as a table of texts, one row a record. Nothing is sniffed.
create or replace temp table {{table}} as
select *
from read_csv(
    $path,
    columns = { {{shape}} },
    auto_detect = false,
    header = false,
    delim = ',',
    quote = '"',
    escape = '"',
    new_line = '\n',
    encoding = 'utf-8',
    nullstr = '',
    allow_quoted_nulls = true,
    null_padding = false,
    ignore_errors = false,
    strict_mode = true,
    parallel = false
)
