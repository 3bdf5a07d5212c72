"""The page of judges, prosecutors and court administrators."""

from app import leader

leader.draw("Courts", "courts")
