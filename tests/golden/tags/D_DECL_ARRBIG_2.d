int x[0x1ffffffff];
