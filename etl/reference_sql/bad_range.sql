when try_cast(text_{{place}} as double) not between $low_{{place}}::double and $high_{{place}}::double then 'is out of range'
