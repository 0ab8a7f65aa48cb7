BEGIN
{
	x = nosuch;
}

static int y;
