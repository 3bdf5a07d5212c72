"""The page of: Judges, prosecutors and court administrators."""

from app import leader

leader.draw(leader.COURTS)
