create table shared.disparity_gap as from disparity_gap;
