select count(*) - count(distinct row({{key}})) from mapped where {{keyed}}
