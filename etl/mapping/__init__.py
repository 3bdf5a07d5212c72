"""From a partner's own columns and words to a feed's: the mapping file, the cells, the rows, the findings."""
