BEGIN
{
	switch (1) {
	}
}
