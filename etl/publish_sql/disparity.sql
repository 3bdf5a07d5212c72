create table shared.disparity as from disparity;
