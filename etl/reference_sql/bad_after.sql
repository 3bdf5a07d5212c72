when text < earliest then 'is before ' || replace('{{after}}', '"', '')
