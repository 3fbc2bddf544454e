/*
 * The network of the sandboxes: what the program that makes sandboxes must know of it. Compile broker*.c into lambent-sandbox and link
 * with threads; `lambent-sandbox broker` calls broker_main.
 *
 * Every sandbox has a network namespace of its own, and that is the wall: nothing leads out of it. Two things are carried across it by
 * the broker, a process outside of all sandboxes, as far as the sandbox's policy allows.
 *
 *   TCP  A filter stops connect, bind and listen and asks the broker (seccomp user notification). The broker takes the socket
 *        (pidfd_getfd) and one copy of the address. Within the sandbox it makes the call on the very file it took. For an address outside
 *        it connects a new socket of the host's namespace and puts that in the place of the old descriptor: from there on the kernel
 *        carries the data, at full speed. No call is ever let through to be made by the sandbox itself, so there is nothing to race.
 *   UDP  needs no notification. Addresses outside are routed to the sandbox's own loopback device, where the broker listens with a packet
 *        socket that was made inside. It sends the datagrams on from sockets of its own and writes the answers back as packets. No UDP
 *        socket of the host's namespace is ever in the hands of a sandbox.
 *
 * ORDER OF EVENTS, for the maker of a sandbox
 *   1. fork the broker once: broker_main(control) in a child that stays in the host's namespaces, or exec `lambent-sandbox broker`
 *      (control is descriptor 3). Its end ends all network: treat it as fatal. It ends when its control socket is closed.
 *   2. in each new network namespace, with CAP_NET_ADMIN and CAP_NET_RAW in the user namespace that owns it: network_inside. It brings up
 *      the loopback device and makes descriptors; send them with BROKER_OPEN, in their order, then close them. The user namespace must have
 *      been made by the broker's own user (or the broker be root), and by a process in the broker's user namespace or below it.
 *   3. in each process that enters a sandbox other than as a child of one that has the filter: network_filter, after everything that
 *      needs privileges and after PR_SET_NO_NEW_PRIVS. Send the descriptor with BROKER_LISTENER and close it. Call
 *      prctl(PR_SET_DUMPABLE, 1) after the last change of credentials if the process does not exec afterwards: else the broker, when it
 *      is not root, may not look at it.
 *      A fork of a process that already has the filter keeps that one (the kernel allows one listener), and stays served, also in
 *      another sandbox: which sandbox asks is decided by the network namespace of the task.
 *   4. at assignment: BROKER_FORWARD for each forward, then BROKER_POLICY. Wait for the answers before code of the function runs.
 *   5. at the end, after the processes have been killed: BROKER_CLOSE.
 */
#ifndef LAMBENT_BROKER_H
#define LAMBENT_BROKER_H

#include <linux/filter.h>
#include <stddef.h>
#include <stdint.h>

enum broker_request {
  /*
   * A sandbox exists. Descriptors: those of struct network_inside, in its order; the first two must be there. The sockets spare a fork
   * for each forward. Its reach is BROKER_REACH_NONE.
   */
  BROKER_OPEN = 1,
  /* One more process of it is to be served. Descriptor: what network_filter returned. */
  BROKER_LISTENER = 2,
  /* From now on it may reach this. */
  BROKER_POLICY = 3,
  /*
   * Connections that arrive at a listening TCP socket of the sandbox are carried to a Unix socket of the host, `path`.
   * Descriptor: none; the broker makes the socket, at 127.0.0.1:`port` inside, before it answers. EADDRINUSE and the like come back.
   */
  BROKER_FORWARD = 4,
  /* It is no more. Every connection that the broker carries for it is cut. */
  BROKER_CLOSE = 5,
  /* Serve another control socket as well (SOCK_SEQPACKET). Descriptor: that socket. */
  BROKER_CONTROL = 6,
};

enum broker_reach {
  /* Its own loopback addresses (and so its forwards). */
  BROKER_REACH_NONE = 0,
  /* All but this host, link-local, metadata and multicast addresses. Name servers of the host: port 53. */
  BROKER_REACH_OUTSIDE = 1,
  /* All; and where nothing listens at a TCP port of the sandbox's own loopback, that of the host's loopback. */
  BROKER_REACH_HOST = 2,
  /* As OUTSIDE, but no private addresses either (10/8, 172.16/12, 192.168/16, 100.64/10, fc00::/7). */
  BROKER_REACH_PUBLIC = 3,
};

/* One datagram on the control socket (AF_UNIX, SOCK_SEQPACKET), with descriptors as SCM_RIGHTS. Answered in order, one answer each. */
struct broker_message {
  uint32_t request;
  uint32_t reach; /* BROKER_POLICY */
  uint64_t sandbox; /* any number that is not in use */
  uint32_t port; /* BROKER_FORWARD */
  char path[256]; /* BROKER_FORWARD: ends with a zero byte; longer than 107 bytes works too */
};

struct broker_answer {
  uint32_t request;
  int32_t error; /* 0, or an errno */
  uint64_t sandbox;
};

/* Serves until the control socket is closed. Returns an exit status. Starts threads; call it in a process with one. */
int broker_main(int control);

/*
 * Sends one message and waits for its answer. Returns 0 or an errno (EPIPE: the broker is gone). Not for two threads or processes
 * at once on one socket: give each its own with BROKER_CONTROL.
 */
int broker_call(int control, const struct broker_message *message, const int *descriptors, int count);
/* The two halves of it, for who has something to do meanwhile: every message that was sent is to be waited for once, whatever became of others. */
int broker_ask(int control, const struct broker_message *message, const int *descriptors, int count);
int broker_answered(int control);

#define NETWORK_INSIDE_SOCKETS 6
#define NETWORK_INSIDE_COUNT (3 + NETWORK_INSIDE_SOCKETS)
/* Descriptors, and nothing but: may be sent as an array of NETWORK_INSIDE_COUNT integers. */
struct network_inside {
  int name; /* the namespace itself, by which it is recognised */
  int routes; /* a netlink socket */
  int packets; /* a packet socket of its loopback device; where the kernel has none, another `routes`, and no UDP leaves */
  int sockets[NETWORK_INSIDE_SOCKETS]; /* TCP sockets of it, for the broker to use */
};

/* Prepares the network namespace that the caller is in. Returns 0 or an errno. All descriptors are close-on-exec. */
int network_inside(struct network_inside *made);

/* Installs the filter in the caller. Returns the listening descriptor (close-on-exec), or -1 with errno. Needs Linux 5.9. */
int network_filter(void);

/*
 * The same, for who installs it by other means: seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER |
 * SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, program); without the second flag where that gives EINVAL. Not for two threads at once.
 */
void network_filter_program(struct sock_fprog *program);

/* Returns 0 when the kernel can do what the broker needs, or an errno; for the list of protections. */
int network_supported(void);

/*
 * What /etc/resolv.conf says inside: the host's name servers under addresses that the broker translates, whatever they are at that
 * moment. Returns the length of the text.
 */
size_t network_resolv_conf(char *text, size_t size);

/* `lambent-sandbox network-try`: for tests. */
int broker_try_main(int argc, char **argv);

#endif
