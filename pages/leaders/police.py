"""The page of: Police chiefs and sheriffs."""

from app import leader

leader.draw(leader.POLICE)
