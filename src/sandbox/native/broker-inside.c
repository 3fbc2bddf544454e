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

/* Only datagrams that leave: UDP, and not to an address of the sandbox. What the kernel keeps away costs no wake-up. */
static int packet_filter(int fd) {
  struct sock_filter code[] = {
    BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 5),
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 16),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, INSIDE_V4, 3, 0),
    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xff000000),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x7f000000, 1, 0),
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
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP)};
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

static const uint32_t loopback = 1;

static int address_add(int netlink, uint8_t family, const void *own, uint8_t size) {
  struct request request = {.header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct ifaddrmsg)), .nlmsg_type = RTM_NEWADDR}};
  request.body.address = (struct ifaddrmsg){
    .ifa_family = family, .ifa_prefixlen = (uint8_t)(size * 8), .ifa_flags = IFA_F_PERMANENT, .ifa_index = loopback};
  attribute(&request, IFA_LOCAL, own, size);
  attribute(&request, IFA_ADDRESS, own, size);
  return request_send(netlink, &request);
}

static int way_out_add(int netlink, uint32_t own) {
  struct request request = {.header = {.nlmsg_len = NLMSG_LENGTH(sizeof(struct rtmsg)), .nlmsg_type = RTM_NEWROUTE}};
  request.body.route = (struct rtmsg){.rtm_family = AF_INET,
                                      .rtm_table = RT_TABLE_MAIN,
                                      .rtm_protocol = RTPROT_STATIC,
                                      .rtm_scope = RT_SCOPE_LINK,
                                      .rtm_type = RTN_UNICAST};
  attribute(&request, RTA_OIF, &loopback, sizeof loopback);
  attribute(&request, RTA_PREFSRC, &own, sizeof own);
  return request_send(netlink, &request);
}

int routes_open(int netlink, bool v6) {
  uint32_t own = htonl(INSIDE_V4);
  int error = address_add(netlink, AF_INET, &own, sizeof own);
  if (!error) error = way_out_add(netlink, own);
  /* So that name resolution looks for IPv6 addresses at all. A kernel without IPv6 is no failure. */
  if (!error && v6) address_add(netlink, AF_INET6, inside_v6, sizeof inside_v6);
  return error;
}
