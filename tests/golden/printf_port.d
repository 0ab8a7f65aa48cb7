uint16_t port;

BEGIN
{
	port = 65500;
	printf("%P %6P|%-7P| %I\n", port, port, port, "10.0.0.1");
	exit(0);
}
