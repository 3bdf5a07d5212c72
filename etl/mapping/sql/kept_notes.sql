select finding from map_note
