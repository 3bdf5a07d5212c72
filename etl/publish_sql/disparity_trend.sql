create table shared.disparity_trend as from disparity_trend;
