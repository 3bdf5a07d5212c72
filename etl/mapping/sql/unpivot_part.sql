select *, ${{measure}}::varchar as _measure, {{column}} as _number from raw
