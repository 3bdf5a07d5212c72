attach '{{file}}' as shared;
