-- What the sender leaves out counts as refused, with the reason that was given.
insert into refused select _row, 'dropped_by_sender', reason from dropped;
