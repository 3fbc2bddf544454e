/* What is made in a sandbox's network namespace, by a process that is in it and still may. */
#include "broker-internal.h"
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23
#endif

/* Only datagrams that leave: UDP, and not to an address of the sandbox. What the kernel keeps away costs no wake-up. */
static int packet_filter(int fd) {
  const uint32_t v6_0 = 0xfd4c616d, v6_1 = 0x62656e74;
  struct sock_filter code[] = {
    BPF_STMT(BPF_LD | BPF_H | BPF_ABS, (uint32_t)(SKF_AD_OFF + SKF_AD_PROTOCOL)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IP, 0, 8),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 5),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, INSIDE_V4, 3, 0),
    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff000000),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x7f000000, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ETH_P_IPV6, 0, 11),
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 6),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 9),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 24),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v6_0, 0, 2),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 28),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, v6_1, 5, 0),
    /* ::1 begins with 64 zero bits, as nothing outside does. */
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 24),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 2),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 28),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
    BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
    BPF_STMT(BPF_RET | BPF_K, 0),
  };
  struct sock_fprog program = {.len = sizeof code / sizeof *code, .filter = code};
  return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

static int packets_open(void) {
  /* Protocol 0 until it is bound: nothing arrives before the filter is there. */
  int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) return -1;
  int one = 1;
  /* Each packet of a loopback device is seen twice, going and coming: take the second. Where that cannot be set, both are read. */
  setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &one, sizeof one);
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_ALL)};
  at.sll_ifindex = (int)if_nametoindex("lo");
  if (packet_filter(fd) == 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0) return fd;
  close(fd);
  return -1;
}

static int loopback_up(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  struct ifreq request = {.ifr_name = "lo"};
  int error = 0;
  if (ioctl(fd, SIOCGIFFLAGS, &request) != 0)
    error = errno;
  else if (!(request.ifr_flags & IFF_UP)) {
    request.ifr_flags |= IFF_UP;
    if (ioctl(fd, SIOCSIFFLAGS, &request) != 0) error = errno;
  }
  close(fd);
  return error;
}

int network_inside(struct network_inside *made) {
  int *fds = (int *)made;
  for (int i = 0; i < NETWORK_INSIDE_COUNT; i++) fds[i] = -1;
  int error = loopback_up();
  if (error) return error;
  made->name = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  made->routes = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
  made->packets = packets_open();
  if (made->packets < 0 && made->routes >= 0) made->packets = fcntl(made->routes, F_DUPFD_CLOEXEC, 0);
  for (int i = 0; i < NETWORK_INSIDE_SOCKETS; i++)
    made->sockets[i] = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  for (int i = 0; i < NETWORK_INSIDE_COUNT; i++)
    if (fds[i] < 0) error = errno ? errno : EBADF;
  if (error)
    for (int i = 0; i < NETWORK_INSIDE_COUNT; i++)
      if (fds[i] >= 0) close(fds[i]);
  return error;
}

struct request {
  struct nlmsghdr header;
  union {
    struct ifaddrmsg address;
    struct rtmsg route;
  } body;
  char attributes[128];
};

static void attribute(struct request *request, unsigned short type, const void *value, size_t size) {
  struct rtattr *at = (struct rtattr *)((char *)request + NLMSG_ALIGN(request->header.nlmsg_len));
  at->rta_type = type;
  at->rta_len = (unsigned short)RTA_LENGTH(size);
  memcpy(RTA_DATA(at), value, size);
  request->header.nlmsg_len = NLMSG_ALIGN(request->header.nlmsg_len) + RTA_ALIGN(at->rta_len);
}

static int request_send(int netlink, struct request *request) {
  request->header.nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL;
  if (send(netlink, request, request->header.nlmsg_len, 0) < 0) return errno;
  _Alignas(struct nlmsghdr) char answer[1024];
  ssize_t got = recv(netlink, answer, sizeof answer, MSG_DONTWAIT);
  struct nlmsghdr *header = (struct nlmsghdr *)answer;
  if (got < 0) return errno;
  if (!NLMSG_OK(header, (unsigned)got) || header->nlmsg_type != NLMSG_ERROR) return EPROTO;
  int error = -((struct nlmsgerr *)NLMSG_DATA(header))->error;
  return error == EEXIST ? 0 : error;
}

static int route_open(int netlink, uint8_t family, const void *own, uint8_t size) {
  const uint32_t loopback = 1;
  struct request address = {.header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg)), .nlmsg_type = RTM_NEWADDR}};
  address.body.address = (struct ifaddrmsg){
    .ifa_family = family, .ifa_prefixlen = (uint8_t)(size * 8), .ifa_flags = IFA_F_PERMANENT, .ifa_index = loopback};
  attribute(&address, IFA_LOCAL, own, size);
  attribute(&address, IFA_ADDRESS, own, size);
  int error = request_send(netlink, &address);
  if (error) return error;
  struct request route = {.header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)), .nlmsg_type = RTM_NEWROUTE}};
  route.body.route = (struct rtmsg){.rtm_family = family,
            .rtm_table = RT_TABLE_MAIN,
            .rtm_protocol = RTPROT_STATIC,
            .rtm_scope = family == AF_INET ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE,
            .rtm_type = RTN_UNICAST};
  attribute(&route, RTA_OIF, &loopback, sizeof loopback);
  attribute(&route, RTA_PREFSRC, own, size);
  return request_send(netlink, &route);
}

int routes_open(int netlink, bool v6) {
  uint32_t own = htonl(INSIDE_V4);
  int error = route_open(netlink, AF_INET, &own, sizeof own);
  /* A kernel without IPv6 is no failure. */
  if (!error && v6) route_open(netlink, AF_INET6, inside_v6, 16);
  return error;
}
