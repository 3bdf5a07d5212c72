left join {{look}} on {{look}}.text = source.{{column}}
