struct node { int v; struct node *next; };
struct node a, b, c;

BEGIN
{
	a.v = 1;
	b.v = 2;
	c.v = 3;
	a.next = (struct node *)&b.v;
	b.next = (struct node *)&c.v;
	printf("%d %d %d\n", a.v, a.next->v, a.next->next->v);
	printf("%d\n", a.next->next->next == NULL);
	exit(0);
}
