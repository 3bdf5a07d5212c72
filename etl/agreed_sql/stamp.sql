-- It is a build of its own, of the same numbers.
update shared.meta_build set build_id = $build_id, built_at = $built_at::timestamp, note = $note;
