-- A row that is left out is not looked at any further: only its number stays, so that it is accounted for.
update {{table}} set {{blanks}} where _row in (select _row from dropped);
