select count(*), count(distinct row({{key}})) from incoming;
