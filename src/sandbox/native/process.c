#include "process.h"
#include "broker.h"
#include "stage.h"
#include <grp.h>
#include <linux/capability.h>

_Noreturn static void refuse(int status, const char *what) {
  char text[256];
  int length = snprintf(text, sizeof text, "e%s: %s", what, strerror(errno));
  send_packet(status, text, length, NULL, 0);
  _exit(127);
}

static void limit(int status, int resource, uint64_t value) {
  struct rlimit limits = {value, value};
  if (setrlimit(resource, &limits) < 0 && errno != EPERM) refuse(status, "setting a limit");
}

int drop_privileges(bool root) {
  for (int capability = 0; capability < 64; capability++)
    if (prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) < 0 && errno == EINVAL) break;
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (root) {
    if (syscall(SYS_setgroups, 0, NULL) < 0) return -1;
    if (syscall(SYS_setresgid, INSIDE_GID, INSIDE_GID, INSIDE_GID) < 0) return -1;
    if (syscall(SYS_setresuid, INSIDE_UID, INSIDE_UID, INSIDE_UID) < 0) return -1;
  }
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct data[2] = {0};
  if (syscall(SYS_capset, &header, data) < 0) return -1;
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

_Noreturn void run_process(const struct start *start, const struct filter *filter, bool network) {
  int status = start->status;
  /* Others of this sandbox may be hostile, and are of the same user: none may write to this one's memory before its filters stand. The
   * program that is executed can be looked at again. */
  prctl(PR_SET_DUMPABLE, 0);
  if (send_packet(status, "h", 1, NULL, 0) < 0) _exit(127);
  for (int index = 0; index < start->join_count; index++)
    if (write(start->joins[index], "0", 1) != 1) refuse(status, "joining a control group");
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < 65; number++) signal(number, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, NULL);
  if (setsid() < 0) refuse(status, "starting a session");
  umask(022);

  /* Everything out of the way of 0, 1, 2, 3 ... first. */
  int count = start->channel_count + 2, fds[MAX_FDS + 2];
  int input = open("/dev/null", O_RDONLY);
  if (input < 0) refuse(status, "opening /dev/null");
  int first = 3 + start->channel_count + 1;
  for (int index = 0; index < count; index++) {
    int source = index == 0 ? input : index == 1 ? start->output : start->channels[index - 2];
    fds[index] = fcntl(source, F_DUPFD_CLOEXEC, first);
    if (fds[index] < 0) refuse(status, "ordering file descriptors");
  }
  int moved = fcntl(status, F_DUPFD_CLOEXEC, first);
  if (moved < 0) refuse(status, "ordering file descriptors");
  status = moved;
  int high = first + count + 1;
  if (dup2(fds[0], 0) < 0 || dup2(fds[1], 1) < 0 || dup2(fds[1], 2) < 0) refuse(status, "ordering file descriptors");
  for (int index = 0; index < start->channel_count; index++)
    if (dup2(fds[index + 2], 3 + index) < 0) refuse(status, "ordering file descriptors");
  /* The rest, whatever it is, closes with exec: status among it, which tells that the program runs. */
  (void)high;
  if (syscall(NR_close_range, 3 + start->channel_count, ~0u, 4 /* CLOSE_RANGE_CLOEXEC */) < 0)
    for (int fd = 3 + start->channel_count; fd < 4096; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);

  limit(status, RLIMIT_CORE, 0);
  limit(status, RLIMIT_NOFILE, start->open_files ? start->open_files : 1024);
  if (start->processes) limit(status, RLIMIT_NPROC, start->processes);
  if (start->memory) limit(status, RLIMIT_AS, start->memory);
  if (drop_privileges(start->root) < 0) refuse(status, "dropping privileges");
  if (chdir(start->folder) < 0) refuse(status, start->folder);

  if (network) {
    int listener = network_filter();
    if (listener < 0) refuse(status, "asking for the network");
    char text[32], answer[8];
    int length = snprintf(text, sizeof text, "L");
    if (send_packet(status, text, length, &listener, 1) < 0) refuse(status, "handing over the network");
    close(listener);
    if (recv(status, answer, sizeof answer, 0) <= 0) _exit(127);
  }
  if (install_filter(filter) < 0) refuse(status, "installing the filter");
  execve(start->command[0], start->command, start->environment);
  refuse(status, start->command[0]);
}
