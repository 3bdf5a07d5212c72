select * from {{table}}
