"""One measure: what turned or should turn its curve."""

from app import curve_page

curve_page.draw()
