create table shared.disparity as from disparity;
create table shared.disparity_trend as from disparity_trend;
