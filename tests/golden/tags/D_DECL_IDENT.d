typedef int foo; int foo bar;
