/*
 * What is refused is what Docker's default profile refuses to unprivileged containers, and a little more. Refusals are errors, not
 * deaths: programs that try a call and fall back go on. The order is that of frequency: what is allowed most falls through fast.
 */
#include "filter.h"
#include <linux/audit.h>
#include <linux/seccomp.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define DATA(field) offsetof(struct seccomp_data, field)
/* The lower half of an argument; both architectures are little-endian. */
#define LOW(index) (DATA(args) + 8 * (index))
#define DENY(error) (SECCOMP_RET_ERRNO | ((error)&SECCOMP_RET_DATA))

/* New namespaces of every kind: CLONE_NEWNS NEWCGROUP NEWUTS NEWIPC NEWUSER NEWPID NEWNET, and NEWTIME for unshare. */
#define NEW_NAMESPACES 0x7e020000u

static void emit(struct filter *filter, unsigned short code, uint8_t yes, uint8_t no, uint32_t value) {
  if (filter->length == MAX_FILTER) abort();
  filter->code[filter->length++] = (struct sock_filter){code, yes, no, value};
}
static void load(struct filter *filter, uint32_t offset) { emit(filter, BPF_LD | BPF_W | BPF_ABS, 0, 0, offset); }
static void answer(struct filter *filter, uint32_t action) { emit(filter, BPF_RET | BPF_K, 0, 0, action); }

/* These calls get that answer whatever their arguments. The accumulator holds the call's number before and after. */
static void refuse(struct filter *filter, const int *calls, int count, uint32_t action) {
  for (int index = 0; index < count; index++) {
    emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, (uint32_t)calls[index]);
    answer(filter, action);
  }
}
#define REFUSE(filter, action, ...)                                 \
  do {                                                              \
    static const int calls[] = {__VA_ARGS__};                       \
    refuse(filter, calls, sizeof calls / sizeof *calls, action);    \
  } while (0)

/* That call is refused when its argument, compared so, holds; otherwise it is allowed. */
static void refuse_if(struct filter *filter, int call, int argument, unsigned short compare, uint32_t value, uint32_t action) {
  emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 4, (uint32_t)call);
  load(filter, LOW(argument));
  emit(filter, BPF_JMP | compare | BPF_K, 0, 1, value);
  answer(filter, action);
  answer(filter, SECCOMP_RET_ALLOW);
}

/* That call is allowed with these values of its argument alone. */
static void allow_only(struct filter *filter, int call, int argument, const uint32_t *values, int count, uint32_t action) {
  emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, (uint8_t)(2 + 2 * count), (uint32_t)call);
  load(filter, LOW(argument));
  for (int index = 0; index < count; index++) {
    emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 0, 1, values[index]);
    answer(filter, SECCOMP_RET_ALLOW);
  }
  answer(filter, action);
}

void build_filter(struct filter *filter, bool template) {
  filter->length = 0;
  load(filter, DATA(arch));
  emit(filter, BPF_JMP | BPF_JEQ | BPF_K, 1, 0, ARCHITECTURE);
  answer(filter, DENY(ENOSYS));
  load(filter, DATA(nr));
#if defined(__x86_64__)
  /* x32 */
  emit(filter, BPF_JMP | BPF_JGE | BPF_K, 0, 1, 0x40000000);
  answer(filter, DENY(ENOSYS));
#endif
  /* Mounts and namespaces. */
  REFUSE(filter, DENY(EPERM), SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, NR_open_tree, NR_move_mount, 430 /* fsopen */,
         431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */, NR_mount_setattr, 467 /* open_tree_attr */, SYS_unshare);
  if (!template) REFUSE(filter, DENY(EPERM), SYS_setns);
  /* clone3 hides its flags behind a pointer; C libraries fall back to clone. */
  REFUSE(filter, DENY(ENOSYS), 435 /* clone3 */);
  refuse_if(filter, SYS_clone, 0, BPF_JSET, NEW_NAMESPACES, DENY(EPERM));
  /* Other processes' memory and file descriptors. */
  REFUSE(filter, DENY(EPERM), SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, NR_pidfd_getfd,
         440 /* process_madvise */, 448 /* process_mrelease */);
  /* Parts of the kernel with a history, and none of a function's business. */
  REFUSE(filter, DENY(EPERM), SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_keyctl, SYS_add_key, SYS_request_key,
         425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */, SYS_fanotify_init, SYS_fanotify_mark,
         SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_lookup_dcookie, SYS_mbind, SYS_set_mempolicy,
         SYS_migrate_pages, SYS_move_pages, 450 /* set_mempolicy_home_node */, SYS_vmsplice);
  /* The machine's own affairs. */
  REFUSE(filter, DENY(EPERM), SYS_kexec_load, SYS_kexec_file_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_reboot,
         SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, 443 /* quotactl_fd */, SYS_syslog, SYS_settimeofday, SYS_clock_settime,
         SYS_sethostname, SYS_setdomainname, SYS_vhangup, SYS_nfsservctl);
#if defined(__x86_64__)
  REFUSE(filter, DENY(EPERM), SYS_kexec_load, SYS_iopl, SYS_ioperm, SYS_modify_ldt, SYS_uselib, SYS_ustat, SYS_sysfs, SYS__sysctl,
         SYS_create_module, SYS_get_kernel_syms, SYS_query_module);
#endif
  static const uint32_t personalities[] = {0, 8, 0x20000, 0x20008, 0xffffffff};
  allow_only(filter, SYS_personality, 0, personalities, 5, DENY(EPERM));
  refuse_if(filter, SYS_ioctl, 1, BPF_JEQ, 0x5412 /* TIOCSTI */, DENY(EPERM));
  /* Families of sockets: Unix, IPv4, IPv6, netlink (which interfaces there are). */
  static const uint32_t families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
  allow_only(filter, SYS_socket, 0, families, 4, DENY(EAFNOSUPPORT));
  answer(filter, SECCOMP_RET_ALLOW);
}

int install_filter(const struct filter *filter) {
  struct sock_fprog program = {.len = filter->length, .filter = (struct sock_filter *)filter->code};
  return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}
