when text_{{place}} not in (select {{other_column}}::varchar from {{other_table}} where {{other_column}} is not null) then 'is not known'
