inline struct f x = 1;
