"""The packet of a meeting: the same slides as PowerPoint with native charts, as a page to print and PDF."""
