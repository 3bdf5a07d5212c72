attach '{{file}}' as {{name}};
