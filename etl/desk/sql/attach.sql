attach '{{file}}' as {{name}} (read_only);
