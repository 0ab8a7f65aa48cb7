typedef int x; typedef int x;
