/*
 * Datagrams that leave a sandbox come to its packet socket as IP packets. Each pair of a port inside and an address outside is a flow, with a
 * connected socket of the host's namespace: so the kernel takes answers from that address alone. Answers go back as packets from there.
 * A refused datagram, and one that the other end refuses, is answered with the ICMP message that a program sees as ECONNREFUSED.
 *
 * IPv4 alone: the kernel has no IPv6 routes to a loopback device. What the sandbox needs of IPv6 are connections, and the host's name servers,
 * whatever they are, have IPv4 addresses inside.
 */
#include "broker-internal.h"
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/ip.h>
#include <netinet/ip_icmp.h>
#include <netinet/udp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LOOPBACK 1 /* the index of the device in every namespace */
#define ROUND 64 /* datagrams that one source may bring in a row */
#define HEADERS 64

struct flow {
  struct source source;
  union address from, to; /* inside; outside as the sandbox named it */
  int64_t used;
  struct flow *next;
};

struct packet {
  union address from, to;
  const uint8_t *payload;
  size_t size;
  const uint8_t *raw;
  size_t raw_size;
};

static bool parse(const uint8_t *raw, size_t size, struct packet *packet) {
  struct iphdr ip;
  if (size < sizeof ip) return false;
  memcpy(&ip, raw, sizeof ip);
  size_t head = (size_t)ip.ihl * 4, total = ntohs(ip.tot_len);
  if (ip.version != 4 || head < sizeof ip || total > size || total < head + sizeof(struct udphdr)) return false;
  if (ip.protocol != IPPROTO_UDP || (ntohs(ip.frag_off) & 0x3fff)) return false;
  struct udphdr udp;
  memcpy(&udp, raw + head, sizeof udp);
  size_t length = ntohs(udp.len);
  if (length < sizeof udp || length > total - head) return false;
  packet->from.v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = udp.source, .sin_addr.s_addr = ip.saddr};
  packet->to.v4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = udp.dest, .sin_addr.s_addr = ip.daddr};
  packet->payload = raw + head + sizeof udp;
  packet->size = length - sizeof udp;
  return true;
}

static uint32_t sum(uint32_t so_far, const void *bytes, size_t size) {
  const uint8_t *at = bytes;
  for (; size > 1; size -= 2, at += 2) so_far += (uint32_t)at[0] << 8 | at[1];
  if (size) so_far += (uint32_t)at[0] << 8;
  while (so_far >> 16) so_far = (so_far & 0xffff) + (so_far >> 16);
  return so_far;
}

static uint16_t checksum(uint32_t so_far) {
  return htons((uint16_t)~so_far);
}

/* Writes a packet into the sandbox's loopback device. */
static void inject(struct sandbox *sandbox, const void *head, size_t head_size, const void *body, size_t size) {
  struct sockaddr_ll at = {.sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP), .sll_ifindex = LOOPBACK, .sll_halen = 6};
  struct iovec parts[2] = {{(void *)head, head_size}, {(void *)body, size}};
  struct msghdr message = {.msg_name = &at, .msg_namelen = sizeof at, .msg_iov = parts, .msg_iovlen = 2};
  /* What does not fit is lost, as datagrams are. */
  sendmsg(sandbox->packets.fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static void head_write(struct iphdr *ip, uint32_t from, uint32_t to, uint8_t protocol, size_t size) {
  *ip = (struct iphdr){.version = 4, .ihl = 5, .tot_len = htons((uint16_t)size), .ttl = 64, .protocol = protocol, .saddr = from, .daddr = to};
  ip->check = checksum(sum(0, ip, sizeof *ip));
}

static void deliver(struct flow *flow, const uint8_t *payload, size_t size) {
  uint8_t head[HEADERS];
  struct iphdr ip;
  struct udphdr udp = {.source = flow->to.v4.sin_port, .dest = flow->from.v4.sin_port};
  if (size + sizeof udp + sizeof ip > 65535) return;
  udp.len = htons((uint16_t)(sizeof udp + size));
  head_write(&ip, flow->to.v4.sin_addr.s_addr, flow->from.v4.sin_addr.s_addr, IPPROTO_UDP, sizeof ip + sizeof udp + size);
  memcpy(head, &ip, sizeof ip);
  memcpy(head + sizeof ip, &udp, sizeof udp); /* without a checksum, which IPv4 allows */
  inject(flow->source.sandbox, head, sizeof ip + sizeof udp, payload, size);
}

/* "Port unreachable", about a datagram of which the headers are at hand. */
static void refuse(struct sandbox *sandbox, const union address *from, const union address *to, const uint8_t *raw, size_t raw_size) {
  uint8_t head[HEADERS];
  struct iphdr ip;
  struct icmphdr icmp = {.type = ICMP_DEST_UNREACH, .code = ICMP_PORT_UNREACH};
  size_t size = raw_size < 64 ? raw_size : 64;
  icmp.checksum = checksum(sum(sum(0, &icmp, sizeof icmp), raw, size));
  head_write(&ip, to->v4.sin_addr.s_addr, from->v4.sin_addr.s_addr, IPPROTO_ICMP, sizeof ip + sizeof icmp + size);
  memcpy(head, &ip, sizeof ip);
  memcpy(head + sizeof ip, &icmp, sizeof icmp);
  inject(sandbox, head, sizeof ip + sizeof icmp, raw, size);
}

/* As `refuse`, of a datagram that is long gone: its headers are written again. */
static void refuse_flow(struct flow *flow) {
  uint8_t raw[HEADERS];
  struct iphdr ip;
  struct udphdr udp = {.source = flow->from.v4.sin_port, .dest = flow->to.v4.sin_port, .len = htons(sizeof udp)};
  head_write(&ip, flow->from.v4.sin_addr.s_addr, flow->to.v4.sin_addr.s_addr, IPPROTO_UDP, sizeof ip + sizeof udp);
  memcpy(raw, &ip, sizeof ip);
  memcpy(raw + sizeof ip, &udp, sizeof udp);
  refuse(flow->source.sandbox, &flow->from, &flow->to, raw, sizeof ip + sizeof udp);
}

static void flow_remove(struct flow *flow) {
  struct sandbox *sandbox = flow->source.sandbox;
  for (struct flow **at = &sandbox->flows; *at; at = &(*at)->next)
    if (*at == flow) {
      *at = flow->next;
      sandbox->flow_count--;
      break;
    }
  source_end(&flow->source);
}

static void flow_ready(struct source *source, uint32_t events) {
  struct flow *flow = (struct flow *)source;
  struct sandbox *sandbox = source->sandbox;
  (void)events;
  for (int i = 0; i < ROUND; i++) {
    ssize_t got = recv(source->fd, sandbox->buffer, BUFFER_BYTES, MSG_DONTWAIT);
    if (got >= 0) {
      flow->used = now_ms();
      deliver(flow, (const uint8_t *)sandbox->buffer, (size_t)got);
      continue;
    }
    if (errno == EAGAIN || errno == EINTR) return;
    refuse_flow(flow);
    return;
  }
}

static bool same_end(const union address *one, const union address *other) {
  return one->v4.sin_port == other->v4.sin_port && one->v4.sin_addr.s_addr == other->v4.sin_addr.s_addr;
}

static struct flow *flow_find(struct sandbox *sandbox, const struct packet *packet) {
  struct flow **at = &sandbox->flows;
  while (*at && !(same_end(&(*at)->from, &packet->from) && same_end(&(*at)->to, &packet->to))) at = &(*at)->next;
  struct flow *flow = *at;
  if (!flow) return NULL;
  /* The one that was used last is first: found soonest, and forgotten last. */
  *at = flow->next;
  flow->next = sandbox->flows;
  return sandbox->flows = flow;
}

static void forget_oldest(struct sandbox *sandbox) {
  struct flow *last = sandbox->flows;
  while (last && last->next) last = last->next;
  if (last) flow_remove(last);
}

/* Returns NULL when the datagram is refused. */
static struct flow *flow_make(struct sandbox *sandbox, const struct packet *packet) {
  union address to = packet->to;
  if (address_verdict(&to, atomic_load(&sandbox->scope->reach), false) != 0) return NULL;
  if (sandbox->flow_count >= limit_of(LIMIT_UDP_FLOWS)) forget_oldest(sandbox);
  struct flow *flow = calloc(1, sizeof *flow);
  int fd = socket(to.any.sa_family, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (!flow || fd < 0 || connect(fd, &to.any, address_length(&to)) != 0) {
    free(flow);
    if (fd >= 0) close(fd);
    return NULL;
  }
  *flow = (struct flow){.source = {.ready = flow_ready, .sandbox = sandbox, .fd = fd}, .from = packet->from, .to = packet->to};
  flow->next = sandbox->flows;
  sandbox->flows = flow;
  if (sandbox->flow_count++ == 0) sandbox->sweep_at = now_ms() + UDP_SWEEP_MS;
  source_watch(&flow->source, EPOLLIN);
  return flow;
}

/* True when it was a question to a name server of the sandbox about a name of this machine, which is answered here. */
static bool answer_local_name(struct sandbox *sandbox, const struct packet *packet) {
  uint32_t server = NAME_SERVER_V4 - ntohl(packet->to.v4.sin_addr.s_addr);
  if (address_port(&packet->to) != 53 || server >= NAME_SERVERS) return false;
  uint8_t answer[LOCAL_NAME_ANSWER_BYTES];
  size_t size = local_name_answer(packet->payload, packet->size, answer);
  if (size == 0) return false;
  struct flow asked = {.source = {.sandbox = sandbox}, .from = packet->from, .to = packet->to};
  deliver(&asked, answer, size);
  return true;
}

static void send_on(struct sandbox *sandbox, const struct packet *packet) {
  if (answer_local_name(sandbox, packet)) return;
  struct flow *flow = flow_find(sandbox, packet);
  if (!flow) flow = flow_make(sandbox, packet);
  if (!flow) {
    refuse(sandbox, &packet->from, &packet->to, packet->raw, packet->raw_size);
    return;
  }
  flow->used = now_ms();
  ssize_t sent = send(flow->source.fd, packet->payload, packet->size, MSG_DONTWAIT | MSG_NOSIGNAL);
  /* An error that an earlier datagram brought: told inside, and this one tried once more. */
  if (sent < 0 && errno == ECONNREFUSED) {
    refuse_flow(flow);
    send(flow->source.fd, packet->payload, packet->size, MSG_DONTWAIT | MSG_NOSIGNAL);
  }
}

void packets_ready(struct source *source, uint32_t events) {
  struct sandbox *sandbox = source->sandbox;
  (void)events;
  for (int i = 0; i < ROUND && !sandbox->closed; i++) {
    struct sockaddr_ll at;
    socklen_t size = sizeof at;
    const uint8_t *raw = (const uint8_t *)sandbox->buffer;
    ssize_t got = recvfrom(source->fd, sandbox->buffer, BUFFER_BYTES, MSG_DONTWAIT, (struct sockaddr *)&at, &size);
    if (got < 0) return;
    if (at.sll_pkttype == PACKET_OUTGOING) continue;
    struct packet packet = {.raw = raw, .raw_size = (size_t)got};
    if (parse(raw, (size_t)got, &packet) && !address_is_inside(&packet.to)) send_on(sandbox, &packet);
  }
}

void flows_expire(struct sandbox *sandbox, int64_t now) {
  if (sandbox->flow_count == 0 || now < sandbox->sweep_at) return;
  sandbox->sweep_at = now + UDP_SWEEP_MS;
  for (struct flow *flow = sandbox->flows, *next; flow; flow = next) {
    next = flow->next;
    int64_t idle = address_port(&flow->to) == 53 ? UDP_IDLE_NAMES_MS : UDP_IDLE_MS;
    if (now - flow->used > idle) flow_remove(flow);
  }
}

void flows_end(struct sandbox *sandbox) {
  while (sandbox->flows) flow_remove(sandbox->flows);
  epoll_ctl(sandbox->epoll, EPOLL_CTL_DEL, sandbox->packets.fd, NULL);
}
