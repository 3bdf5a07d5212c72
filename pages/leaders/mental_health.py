"""The page of: Behavioral-health directors."""

from app import leader

leader.draw(leader.MENTAL_HEALTH)
