/*
 * The part of the filter that the network needs. It is installed beside the sandbox's own; the kernel takes the stricter answer of the two.
 * What it must guarantee: no call that names an address, or makes a socket receive connections, is ever made by the sandbox itself on a
 * socket of the host's namespace.
 */
#include "broker-internal.h"
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/seccomp.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifndef SECCOMP_FILTER_FLAG_NEW_LISTENER
#define SECCOMP_FILTER_FLAG_NEW_LISTENER (1UL << 3)
#endif
#ifndef SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
#define SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV (1UL << 5)
#endif
#ifndef SECCOMP_RET_USER_NOTIF
#define SECCOMP_RET_USER_NOTIF 0x7fc00000U
#endif

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#else
#error "No filter for this processor"
#endif

#define FASTOPEN 0x20000000 /* MSG_FASTOPEN: connects while sending, past the notification */

/* A program being written. Blocks are entered when what is loaded equals a value, and end in an answer. */
struct writer {
  struct sock_filter code[128];
  unsigned short count;
};

static void put(struct writer *w, uint16_t code, uint32_t k) {
  w->code[w->count++] = (struct sock_filter)BPF_STMT(code, k);
}

static void answer(struct writer *w, uint32_t value) {
  put(w, BPF_RET | BPF_K, value);
}

/* The lower half; both processors are little-endian. The kernel takes all of these arguments as 32 bits. */
static void load_argument(struct writer *w, unsigned n) {
  put(w, BPF_LD | BPF_W | BPF_ABS, (uint32_t)(offsetof(struct seccomp_data, args) + n * sizeof(uint64_t)));
}

/* Opens a block: returns its place, for block_end. */
static unsigned short block(struct writer *w, uint16_t comparison, uint32_t k) {
  put(w, BPF_JMP | comparison | BPF_K, k);
  return (unsigned short)(w->count - 1);
}

static void block_end(struct writer *w, unsigned short opened) {
  w->code[opened].jf = (uint8_t)(w->count - opened - 1);
}

static void when(struct writer *w, uint16_t comparison, uint32_t k, uint32_t value) {
  unsigned short opened = block(w, comparison, k);
  answer(w, value);
  block_end(w, opened);
}

#define REFUSE(error) (SECCOMP_RET_ERRNO | (error))

static void sending(struct writer *w, uint32_t call, unsigned flags) {
  unsigned short opened = block(w, BPF_JEQ, call);
  load_argument(w, flags);
  when(w, BPF_JSET, FASTOPEN, REFUSE(EOPNOTSUPP));
  answer(w, SECCOMP_RET_ALLOW);
  block_end(w, opened);
}

static void socket_options(struct writer *w) {
  unsigned short call = block(w, BPF_JEQ, __NR_setsockopt), level;
  load_argument(w, 1);
  level = block(w, BPF_JEQ, IPPROTO_TCP);
  load_argument(w, 2);
  when(w, BPF_JEQ, 23 /* TCP_FASTOPEN */, REFUSE(ENOPROTOOPT));
  when(w, BPF_JEQ, 30 /* TCP_FASTOPEN_CONNECT */, REFUSE(ENOPROTOOPT));
  when(w, BPF_JEQ, 31 /* TCP_ULP: loads modules of the kernel */, REFUSE(ENOPROTOOPT));
  answer(w, SECCOMP_RET_ALLOW);
  block_end(w, level);
  level = block(w, BPF_JEQ, SOL_SOCKET);
  load_argument(w, 2);
  when(w, BPF_JEQ, 25 /* SO_BINDTODEVICE */, REFUSE(EPERM));
  when(w, BPF_JEQ, 62 /* SO_BINDTOIFINDEX */, REFUSE(EPERM));
  answer(w, SECCOMP_RET_ALLOW);
  block_end(w, level);
  level = block(w, BPF_JEQ, IPPROTO_UDP);
  load_argument(w, 2);
  /* One packet that is many: it does not come through the packet socket as such. Programs that know it do without. */
  when(w, BPF_JEQ, 103 /* UDP_SEGMENT */, REFUSE(ENOPROTOOPT));
  answer(w, SECCOMP_RET_ALLOW);
  block_end(w, level);
  answer(w, SECCOMP_RET_ALLOW);
  block_end(w, call);
}

static void protocols(struct writer *w) {
  load_argument(w, 1);
  put(w, BPF_ALU | BPF_AND | BPF_K, 0xf);
  unsigned short type = block(w, BPF_JEQ, SOCK_STREAM);
  load_argument(w, 2);
  when(w, BPF_JEQ, 0, SECCOMP_RET_ALLOW);
  when(w, BPF_JEQ, IPPROTO_TCP, SECCOMP_RET_ALLOW);
  when(w, BPF_JEQ, IPPROTO_MPTCP, SECCOMP_RET_ALLOW);
  answer(w, REFUSE(EPROTONOSUPPORT));
  block_end(w, type);
  type = block(w, BPF_JEQ, SOCK_DGRAM);
  load_argument(w, 2);
  when(w, BPF_JEQ, 0, SECCOMP_RET_ALLOW);
  when(w, BPF_JEQ, IPPROTO_UDP, SECCOMP_RET_ALLOW);
  answer(w, REFUSE(EPROTONOSUPPORT));
  block_end(w, type);
  answer(w, REFUSE(EPERM));
}

static void sockets(struct writer *w) {
  unsigned short call = block(w, BPF_JEQ, __NR_socket), family;
  load_argument(w, 0);
  when(w, BPF_JEQ, AF_UNIX, SECCOMP_RET_ALLOW);
  family = block(w, BPF_JEQ, AF_INET);
  protocols(w);
  block_end(w, family);
  family = block(w, BPF_JEQ, AF_INET6);
  protocols(w);
  block_end(w, family);
  /* Lists interfaces, for getifaddrs and getaddrinfo. */
  family = block(w, BPF_JEQ, AF_NETLINK);
  load_argument(w, 2);
  when(w, BPF_JEQ, NETLINK_ROUTE, SECCOMP_RET_ALLOW);
  answer(w, REFUSE(EPROTONOSUPPORT));
  block_end(w, family);
  answer(w, REFUSE(EAFNOSUPPORT));
  block_end(w, call);
}

static void write_program(struct writer *w) {
  put(w, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
  /* Another processor's calls have other numbers. */
  w->code[w->count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0);
  answer(w, REFUSE(ENOSYS));
  put(w, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
  when(w, BPF_JGE, 0x40000000 /* x32 */, REFUSE(ENOSYS));
#endif
  when(w, BPF_JEQ, __NR_connect, SECCOMP_RET_USER_NOTIF);
  when(w, BPF_JEQ, __NR_bind, SECCOMP_RET_USER_NOTIF);
  when(w, BPF_JEQ, __NR_listen, SECCOMP_RET_USER_NOTIF);
  /* It makes calls that no filter sees. */
  when(w, BPF_JEQ, 425 /* io_uring_setup */, REFUSE(ENOSYS));
  when(w, BPF_JEQ, 426 /* io_uring_enter */, REFUSE(ENOSYS));
  when(w, BPF_JEQ, 427 /* io_uring_register */, REFUSE(ENOSYS));
  sending(w, __NR_sendto, 3);
  sending(w, __NR_sendmsg, 2);
  sending(w, __NR_sendmmsg, 3);
  socket_options(w);
  sockets(w);
  answer(w, SECCOMP_RET_ALLOW);
}

void network_filter_program(struct sock_fprog *program) {
  static struct writer writer;
  if (writer.count == 0) write_program(&writer);
  *program = (struct sock_fprog){.len = writer.count, .filter = writer.code};
}

int network_filter(void) {
  struct sock_fprog filter;
  network_filter_program(&filter);
  /*
   * Once the broker has taken a call up, only a deadly signal ends the wait: programs that signal their own threads (Go does, all the
   * time) would else never get through. Kernels before 5.19 do not know it.
   */
  unsigned long flags = SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV;
  long fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter);
  if (fd < 0 && errno == EINVAL)
    fd = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter);
  return (int)fd;
}

int network_supported(void) {
  struct utsname name;
  unsigned major = 0, minor = 0;
  if (uname(&name) != 0 || sscanf(name.release, "%u.%u", &major, &minor) != 2) return ENOSYS;
  if (major < 5 || (major == 5 && minor < 9)) return ENOSYS;
  uint32_t action = SECCOMP_RET_USER_NOTIF;
  if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) != 0) return errno;
  return 0;
}
