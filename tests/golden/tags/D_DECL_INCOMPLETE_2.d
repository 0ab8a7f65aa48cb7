struct f x;
