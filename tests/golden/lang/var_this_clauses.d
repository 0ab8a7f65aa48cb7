BEGIN { this->x = 1; }
BEGIN { this->x++; }
BEGIN { printf("%d\n", this->x); exit(0); }
END { printf("%d\n", this->x); }
