-- The states of a month of one agency and feed, the one that needs somebody first on top: of those that hold for a
-- month the lowest rank shows. Pages and command line take order, words and marks from here.
create table shared.meta_state as
select *
from (
    values
    (1, 'needs_fixing', true, 'Needs fixing', '✕', 'a file was refused, and none was accepted since'),
    (2, 'late', true, 'Late', '▲', 'not here, and its due date is past'),
    (3, 'missing', true, 'Missing', '?', 'never came, although later months did'),
    (4, 'partial', true, 'Incomplete', '◐', 'its rows stop early, or only some came'),
    (5, 'restated', false, 'Restated', '↻', 'published, and a later file changed answers in it'),
    (6, 'published', false, 'Published', '●', 'here, and in the numbers that are served'),
    (7, 'received', false, 'Received', '○', 'accepted, and not yet in the numbers that are served'),
    (8, 'expected', false, 'Not due yet', '·', 'expected; its due date is still to come')
) as t (rank, state, needs_action, word, mark, meaning);
