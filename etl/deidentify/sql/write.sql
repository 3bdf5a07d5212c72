copy (select {{cells}} from result order by _row) to $path (format csv, header false)
