/*
 * Which addresses a sandbox may reach. What is refused by name is in two tables; what belongs to this host is asked of the kernel at each
 * connection, because addresses come and go.
 */
#include "broker-internal.h"
#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

/* "Lambent" under fd00::/8. */
const uint8_t inside_v6[16] = {0xfd, 0x4c, 0x61, 0x6d, 0x62, 0x65, 0x6e, 0x74, 0, 0, 0, 0, 0, 0, 0, 1};

struct range4 {
  uint32_t network;
  uint8_t bits;
};

/* Never outside. */
static const struct range4 refused4[] = {
  {0x00000000, 8}, /* this network */
  {0x7f000000, 8}, /* loopback */
  {0xa9fe0000, 16}, /* link-local; metadata of most clouds */
  {0x646464c8, 32}, /* 100.100.100.200: metadata of Alibaba Cloud */
  {0xc0000000, 29}, /* DS-Lite */
  {0xc0000008, 32}, /* the sandbox's own */
  {0xc00000c0, 32}, /* 192.0.0.192: metadata of Oracle's cloud */
  {0xa83f8110, 32}, /* 168.63.129.16: the host agent of Azure */
  {0xe0000000, 4}, /* multicast */
  {0xf0000000, 4}, /* reserved, and the broadcast address */
};

static const struct range4 private4[] = {
  {0x0a000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}, {0x64400000, 10},
};

struct range6 {
  uint8_t network[16];
  uint8_t bits;
};

static const struct range6 refused6[] = {
  {{0xfe, 0x80}, 10}, /* link-local */
  {{0xfe, 0xc0}, 10}, /* site-local */
  {{0xff}, 8}, /* multicast */
  {{0xfd, 0x00, 0x0e, 0xc2}, 32}, /* fd00:ec2::254 and neighbours: services of EC2 */
  {{0xfd, 0x20, 0, 0xce}, 64}, /* fd20:ce::254: metadata of Google's cloud */
  {{0xfd, 0x4c, 0x61, 0x6d, 0x62, 0x65, 0x6e, 0x74}, 64}, /* the sandbox's own */
  {{0x01, 0x00}, 64}, /* discard */
  {{0, 0x64, 0xff, 0x9b, 0, 1}, 48}, /* local NAT64: where the IPv4 address is in it depends on the network */
};

static bool in4(uint32_t address, const struct range4 *ranges, size_t count) {
  for (size_t i = 0; i < count; i++) {
    uint32_t mask = ranges[i].bits == 0 ? 0 : ~0u << (32 - ranges[i].bits);
    if ((address & mask) == (ranges[i].network & mask)) return true;
  }
  return false;
}

static bool starts6(const uint8_t *address, const uint8_t *network, int bits) {
  int whole = bits / 8, rest = bits % 8;
  if (memcmp(address, network, (size_t)whole) != 0) return false;
  return rest == 0 || ((address[whole] ^ network[whole]) >> (8 - rest)) == 0;
}

static uint32_t load32(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static const uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool address_to_v4(const union address *address, uint32_t *v4) {
  if (address->any.sa_family == AF_INET) {
    *v4 = ntohl(address->v4.sin_addr.s_addr);
    return true;
  }
  const uint8_t *bytes = address->v6.sin6_addr.s6_addr;
  if (address->any.sa_family != AF_INET6 || memcmp(bytes, mapped, sizeof mapped) != 0) return false;
  *v4 = load32(bytes + 12);
  return true;
}

uint16_t address_port(const union address *address) {
  return ntohs(address->any.sa_family == AF_INET ? address->v4.sin_port : address->v6.sin6_port);
}

socklen_t address_length(const union address *address) {
  return address->any.sa_family == AF_INET ? sizeof address->v4 : sizeof address->v6;
}

void address_map(union address *address, int domain) {
  if (domain != AF_INET6 || address->any.sa_family != AF_INET) return;
  union address to = {.v6 = {.sin6_family = AF_INET6, .sin6_port = address->v4.sin_port}};
  memcpy(to.v6.sin6_addr.s6_addr, mapped, sizeof mapped);
  memcpy(to.v6.sin6_addr.s6_addr + 12, &address->v4.sin_addr, 4);
  *address = to;
}

/* Addresses that lead back into the sandbox. */
bool address_is_inside(const union address *address) {
  uint32_t v4;
  if (address_to_v4(address, &v4)) return v4 == 0 || v4 >> 24 == 127 || v4 == INSIDE_V4;
  const uint8_t *bytes = address->v6.sin6_addr.s6_addr;
  return IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr) || IN6_IS_ADDR_LOOPBACK(&address->v6.sin6_addr) ||
         memcmp(bytes, inside_v6, 16) == 0;
}

/* An IPv4 address that a gateway would take out of this IPv6 address. */
static bool embedded4(const uint8_t *bytes, uint32_t *v4) {
  static const uint8_t nat64[12] = {0, 0x64, 0xff, 0x9b}, none[12] = {0};
  if (memcmp(bytes, nat64, 12) == 0 || memcmp(bytes, none, 12) == 0) return *v4 = load32(bytes + 12), true;
  if (bytes[0] == 0x20 && bytes[1] == 0x02) return *v4 = load32(bytes + 2), true; /* 6to4 */
  if (load32(bytes) == 0x20010000) return *v4 = ~load32(bytes + 12), true; /* Teredo: the client, hidden */
  if ((load32(bytes + 8) & 0xfdffffffu) == 0x00005efe) return *v4 = load32(bytes + 12), true; /* ISATAP */
  return false;
}

/* How the kernel would treat it: RTN_UNICAST, RTN_LOCAL, ...; -1: there is no way. */
static int route_type(const union address *address) {
  int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  if (fd < 0) return -1;
  struct {
    struct nlmsghdr header;
    struct rtmsg route;
    struct rtattr attribute;
    uint8_t bytes[16];
  } ask = {0};
  uint32_t v4;
  bool is4 = address_to_v4(address, &v4);
  size_t size = is4 ? 4 : 16;
  ask.header.nlmsg_len = NLMSG_LENGTH(sizeof ask.route) + (uint32_t)RTA_LENGTH(size);
  ask.header.nlmsg_type = RTM_GETROUTE;
  ask.header.nlmsg_flags = NLM_F_REQUEST;
  ask.route.rtm_family = is4 ? AF_INET : AF_INET6;
  ask.route.rtm_dst_len = (uint8_t)(size * 8);
  ask.attribute.rta_type = RTA_DST;
  ask.attribute.rta_len = (unsigned short)RTA_LENGTH(size);
  v4 = htonl(v4);
  memcpy(ask.bytes, is4 ? (const void *)&v4 : address->v6.sin6_addr.s6_addr, size);
  int type = -1;
  _Alignas(struct nlmsghdr) char answer[1024];
  if (send(fd, &ask, ask.header.nlmsg_len, 0) == (ssize_t)ask.header.nlmsg_len) {
    ssize_t got = recv(fd, answer, sizeof answer, 0);
    struct nlmsghdr *header = (struct nlmsghdr *)answer;
    if (got > 0 && NLMSG_OK(header, (unsigned)got) && header->nlmsg_type == RTM_NEWROUTE)
      type = ((struct rtmsg *)NLMSG_DATA(header))->rtm_type;
  }
  close(fd);
  return type;
}

static bool same_host(const union address *one, const union address *other) {
  uint32_t a, b;
  bool one4 = address_to_v4(one, &a), other4 = address_to_v4(other, &b);
  if (one4 != other4) return false;
  if (one4) return a == b;
  return memcmp(&one->v6.sin6_addr, &other->v6.sin6_addr, 16) == 0;
}

/* True when it is a name server's, and only then changes the address to the real one. */
static bool to_name_server(union address *address) {
  if (address_port(address) != 53) return false;
  union address servers[NAME_SERVERS];
  int count = name_servers(servers);
  uint32_t v4;
  bool is4 = address_to_v4(address, &v4);
  for (int i = 0; is4 && count > 0 && i < NAME_SERVERS; i++)
    if (v4 == NAME_SERVER_V4 - (uint32_t)i) {
      *address = servers[i < count ? i : 0];
      return true;
    }
  for (int i = 0; i < count; i++)
    if (same_host(address, &servers[i])) return true;
  return false;
}

static bool refused_by_name(const union address *address, uint32_t reach) {
  uint32_t v4;
  bool strict = reach == BROKER_REACH_PUBLIC;
  const uint8_t *bytes = address->v6.sin6_addr.s6_addr;
  if (!address_to_v4(address, &v4)) {
    for (size_t i = 0; i < sizeof refused6 / sizeof *refused6; i++)
      if (starts6(bytes, refused6[i].network, refused6[i].bits)) return true;
    if (strict && (bytes[0] & 0xfe) == 0xfc) return true;
    if (!embedded4(bytes, &v4)) return false;
  }
  return in4(v4, refused4, sizeof refused4 / sizeof *refused4) ||
         (strict && in4(v4, private4, sizeof private4 / sizeof *private4));
}

/* The address of this host that is hidden in one which leaves it: a gateway would bring it back. */
static bool leads_back(const union address *address) {
  union address inner = {.v4 = {.sin_family = AF_INET}};
  uint32_t v4;
  if (address->any.sa_family != AF_INET6 || address_to_v4(address, &v4)) return false;
  if (!embedded4(address->v6.sin6_addr.s6_addr, &v4)) return false;
  inner.v4.sin_addr.s_addr = htonl(v4);
  return route_type(&inner) == RTN_LOCAL;
}

int address_verdict(union address *address, uint32_t reach, bool tcp) {
  (void)tcp;
  if (reach == BROKER_REACH_NONE) return ENETUNREACH;
  if (to_name_server(address)) return 0;
  if (reach == BROKER_REACH_HOST) return 0;
  if (reach != BROKER_REACH_OUTSIDE && reach != BROKER_REACH_PUBLIC) return ENETUNREACH;
  if (refused_by_name(address, reach)) return ENETUNREACH;
  switch (route_type(address)) {
  case RTN_UNICAST:
    return leads_back(address) ? ENETUNREACH : 0;
  case RTN_LOCAL:
    return ECONNREFUSED;
  default:
    return ENETUNREACH;
  }
}

bool host_has_v6(void) {
  struct ifaddrs *all;
  if (getifaddrs(&all) != 0) return false;
  bool found = false;
  for (struct ifaddrs *one = all; one; one = one->ifa_next) {
    if (!one->ifa_addr || one->ifa_addr->sa_family != AF_INET6 || (one->ifa_flags & IFF_LOOPBACK)) continue;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)one->ifa_addr;
    if (!IN6_IS_ADDR_LINKLOCAL(&v6->sin6_addr)) found = true;
  }
  freeifaddrs(all);
  return found;
}
