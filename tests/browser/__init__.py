"""The three users' journeys, in a real browser."""
