when text_{{place}} < text_{{earlier}} then 'is before ' || '{{after}}'
