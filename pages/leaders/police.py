"""The page of police chiefs and sheriffs."""

from app import leader

leader.draw("Police and sheriffs", "police")
