struct node { int v; struct node *next; };
struct node n;

BEGIN
{
	n.v = 1;
	n.next = (struct node *)&n.v;
	printf("%d %d\n", n.next->v, n.next->next->next->v);
	exit(0);
}
