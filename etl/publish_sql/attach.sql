attach '{{path}}' as {{name}};
