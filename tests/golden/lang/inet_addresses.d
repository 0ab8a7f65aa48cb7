ipaddr_t *ip4; in6_addr_t *ip6;
BEGIN {
 ip4 = (ipaddr_t *)alloca(sizeof (ipaddr_t)); *ip4 = htonl(0xc0a80102);
 printf("%s\n", inet_ntoa(ip4)); printf("%s\n", inet_ntop(AF_INET, ip4));
 ip6 = (in6_addr_t *)alloca(16); ip6->s6_addr[0] = 0xfe; ip6->s6_addr[1] = 0x80; ip6->s6_addr[15] = 1;
 printf("%s\n", inet_ntoa6(ip6)); ip6->s6_addr[0]=0; ip6->s6_addr[1]=0; printf("%s\n", inet_ntoa6(ip6));
 ip6->s6_addr[10]=0xff; ip6->s6_addr[11]=0xff; printf("%s\n", inet_ntop(AF_INET6, ip6)); exit(0);
}
