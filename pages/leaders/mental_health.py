"""The page of behavioral-health directors."""

from app import leader

leader.draw("Mental health", "mental_health")
