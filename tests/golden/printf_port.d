uint16_t port;

BEGIN
{
	port = 65500;
	printf("%P %6P|%-7P| %I\n", port, port, port, "no.address");
	exit(0);
}
