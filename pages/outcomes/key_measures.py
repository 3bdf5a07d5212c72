"""The four key measures, with screening before them."""

from app.outcomes import key_measures

key_measures.draw()
