#include "init.h"
#include "broker.h"
#include "process.h"
#include "stage.h"
#include <dirent.h>
#include <net/if.h>
#include <poll.h>
#include <sys/ioctl.h>

/* How often resident memory is summed where no group limits it. Unit: milliseconds. */
#define WATCH_MS 100
/* How often it is looked whether all have ended, and for how long. Unit: milliseconds. */
#define END_LOOK_MS 1
#define END_MS 2000
/* `/tmp` before it is known how large it will be. */
#define FIRST_TMP "size=16m,nr_inodes=100k,mode=1777"
#define SHARED_MEMORY "size=64m,nr_inodes=1k,mode=1777"

struct child {
  pid_t pid;
  uint64_t id;
  struct child *next;
};

static const struct init_setup *setup;
static struct child *children;
static uint64_t watched, peak;
/* The request to end all, while some are left. */
static uint64_t ending;
static int64_t ending_until;

static void report(uint32_t kind, uint64_t id, int64_t first, int64_t second, int64_t third, const char *text, const int *fds,
                   int count) {
  struct init_report message = {.kind = kind, .id = id, .numbers = {first, second, third}};
  if (text) snprintf(message.text, sizeof message.text, "%s", text);
  if (send_packet(setup->control, &message, sizeof message, fds, count) < 0 && errno == EPIPE) _exit(0);
}

_Noreturn static void die(const char *what) {
  report(INIT_ANSWER, 0, errno ? errno : EINVAL, 0, 0, what, NULL, 0);
  _exit(1);
}

static void bring_up_loopback(void) {
  struct ifreq request = {.ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  ioctl(fd, SIOCSIFFLAGS, &request);
  close(fd);
}

/* What a sandbox needs to know of a kernel, and nothing of the machine beside it. */
static void hide_kernel_facts(void) {
  static const char *const files[] = {"/proc/kcore", "/proc/keys", "/proc/key-users", "/proc/timer_list", "/proc/sched_debug"};
  for (unsigned index = 0; index < sizeof files / sizeof *files; index++)
    mount("/dev/null", files[index], NULL, MS_BIND, NULL);
}

static int mount_shared_memory(void) {
  return mount("shm", "/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, SHARED_MEMORY);
}

static bool mount_own(void) {
  unsigned long flags = MS_NOSUID | MS_NODEV;
  if (mount("tmp", "/tmp", "tmpfs", flags, FIRST_TMP) < 0) die("mounting /tmp");
  mount_shared_memory();
  if (mount("proc", "/proc", "proc", flags | MS_NOEXEC, NULL) == 0) {
    hide_kernel_facts();
    return true;
  }
  /* Never the host's: rather none. */
  if (mount("proc", "/proc", "tmpfs", flags | MS_NOEXEC | MS_RDONLY, "size=4k") < 0) die("covering /proc");
  return false;
}

struct measured {
  uint64_t own, resident, processes;
};

static struct measured measure(void) {
  DIR *folder = opendir("/proc");
  struct measured all = {0};
  for (struct dirent *entry; folder && (entry = readdir(folder));) {
    char path[64], text[128];
    unsigned long long size, part, shared = 0;
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9' || strcmp(entry->d_name, "1") == 0) continue;
    snprintf(path, sizeof path, "/proc/%.20s/statm", entry->d_name);
    if (read_text(AT_FDCWD, path, text, sizeof text) < 0) continue;
    if (sscanf(text, "%llu %llu %llu", &size, &part, &shared) == 3) {
      all.own += (part - shared) * (uint64_t)sysconf(_SC_PAGESIZE);
      all.resident += part * (uint64_t)sysconf(_SC_PAGESIZE);
    }
    all.processes++;
  }
  if (folder) closedir(folder);
  if (all.own > peak) peak = all.own;
  return all;
}

static void report_measured(uint64_t id, bool reset) {
  struct measured all = measure();
  struct init_report message = {.kind = INIT_ANSWER, .id = id};
  message.numbers[1] = (int64_t)all.own;
  message.numbers[2] = (int64_t)peak;
  message.numbers[3] = (int64_t)all.resident;
  message.numbers[4] = (int64_t)all.processes;
  if (send_packet(setup->control, &message, sizeof message, NULL, 0) < 0 && errno == EPIPE) _exit(0);
  if (reset) peak = all.own;
}

static void reap(void) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG | __WALL)) > 0;) {
    bool known = false;
    for (struct child **at = &children; *at; at = &(*at)->next) {
      struct child *child = *at;
      if (child->pid != pid) continue;
      report(INIT_EXIT, child->id, status, pid, 0, NULL, NULL, 0);
      known = true;
      *at = child->next;
      free(child);
      break;
    }
    if (!known) report(INIT_EXIT, 0, status, pid, 0, NULL, NULL, 0);
  }
}

static void start_process(const struct init_request *request, char *text, int *fds, int count) {
  struct start start = {.root = setup->root, .channel_count = (int)request->numbers[0], .join_count = (int)request->numbers[1]};
  int arguments = (int)request->numbers[4];
  start.open_files = request->numbers[2];
  start.processes = request->numbers[3];
  if (count != 2 + start.channel_count + start.join_count) return report(INIT_ANSWER, request->id, EBADF, 0, 0, NULL, NULL, 0);
  start.status = fds[0];
  start.output = fds[1];
  memcpy(start.channels, fds + 2, sizeof(int) * start.channel_count);
  memcpy(start.joins, fds + 2 + start.channel_count, sizeof(int) * start.join_count);
  char **words = calloc(request->texts + 2, sizeof *words);
  if (!words) return report(INIT_ANSWER, request->id, ENOMEM, 0, 0, NULL, NULL, 0);
  start.folder = text;
  text += strlen(text) + 1;
  int environment = (int)request->texts - 1 - arguments;
  for (int index = 0; index < arguments + environment; index++) {
    words[index + (index >= arguments)] = text;
    text += strlen(text) + 1;
  }
  start.command = words;
  start.environment = words + arguments + 1;
  pid_t pid = fork();
  if (pid == 0) {
    close(setup->control);
    run_process(&start, setup->filter, setup->network);
  }
  int error = pid < 0 ? errno : 0;
  struct child *child = pid < 0 ? NULL : malloc(sizeof *child);
  if (child) {
    *child = (struct child){pid, request->id, children};
    children = child;
  }
  free(words);
  report(INIT_ANSWER, request->id, error, pid, 0, NULL, NULL, 0);
}

/* Ends all. To be called until none is left: who was forked from outside is reaped there, and nobody tells us of it. */
static void end_all(void) {
  int error = 0;
  if (kill(-1, SIGKILL) == 0) {
    if (clock_ms() < ending_until) return;
    error = ETIMEDOUT;
  } else if (errno != ESRCH) {
    error = errno;
  } else if (unshare(CLONE_NEWIPC) < 0 || umount2("/dev/shm", MNT_DETACH) < 0 || mount_shared_memory() < 0) {
    error = errno;
  }
  peak = 0;
  report(INIT_ANSWER, ending, error, 0, 0, NULL, NULL, 0);
  ending = 0;
}

static void serve(const struct init_request *request, char *text, int *fds, int count) {
  char option[64];
  int error = 0;
  switch (request->kind) {
  case INIT_START:
    if (!ending) return start_process(request, text, fds, count);
    error = EBUSY;
    break;
  case INIT_END:
    if (ending) {
      error = EBUSY;
      break;
    }
    ending = request->id;
    ending_until = clock_ms() + END_MS;
    return;
  case INIT_MOUNT:
    if (count != 1) error = EBADF;
    else if (move_mount_(fds[0], "", AT_FDCWD, text, MOVE_MOUNT_F_EMPTY_PATH) < 0) error = errno;
    break;
  case INIT_TMP:
    snprintf(option, sizeof option, "size=%llu", (unsigned long long)request->numbers[0]);
    if (mount(NULL, "/tmp", NULL, MS_REMOUNT | MS_NOSUID | MS_NODEV, option) < 0) error = errno;
    break;
  case INIT_SIGNAL:
    if (kill(-1, (int)request->numbers[0]) < 0 && errno != ESRCH) error = errno;
    break;
  case INIT_WATCH:
    watched = request->numbers[0];
    break;
  case INIT_MEASURE:
    return report_measured(request->id, request->numbers[0] != 0);
  default:
    error = EINVAL;
  }
  report(INIT_ANSWER, request->id, error, 0, 0, NULL, NULL, 0);
}

_Noreturn void run_init(const struct init_setup *given) {
  setup = given;
  char byte;
  if (setup->go < 0) {
    report(INIT_HELLO, 0, 0, 0, 0, NULL, NULL, 0);
    if (recv(setup->control, &byte, 1, 0) <= 0) _exit(1);
  } else {
    while (read(setup->go, &byte, 1) < 0 && errno == EINTR);
    close(setup->go);
  }
  errno = 0;
  /* The same order as in a child: groups are dropped while they can be. */
  if (setup->root && (syscall(SYS_setresgid, 0, 0, 0) < 0 || syscall(SYS_setresuid, 0, 0, 0) < 0 || syscall(SYS_setgroups, 0, NULL) < 0))
    die("changing the user");
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  /* Rootless, the host program's warm parents must be able to look at it to enter; functions, though of the same user, lack the
   * capabilities that it has, and so cannot. */
  prctl(PR_SET_DUMPABLE, setup->root ? 0 : 1);
  prctl(PR_SET_NAME, "init");
  umask(022);
  setsid();
  bool processes_seen = mount_own();
  sethostname("sandbox", 7);
  struct network_inside network;
  bool networked = setup->network && network_inside(&network) == 0;
  if (!networked) bring_up_loopback();

  sigset_t signals;
  sigfillset(&signals);
  sigprocmask(SIG_SETMASK, &signals, NULL);
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  int ended = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  int fds[MAX_FDS], count = 0;
  fds[count++] = open("/tmp", O_PATH | O_CLOEXEC);
  /* Descriptors and nothing but. */
  if (networked) {
    memcpy(fds + count, &network, sizeof network);
    count += NETWORK_INSIDE_COUNT;
  }
  report(INIT_READY, 0, processes_seen, networked, 0, NULL, fds, count);
  for (int index = 0; index < count; index++) close(fds[index]);

  static char packet[MAX_PACKET];
  for (;;) {
    struct pollfd polled[2] = {{.fd = setup->control, .events = POLLIN}, {.fd = ended, .events = POLLIN}};
    int ready = poll(polled, 2, ending ? END_LOOK_MS : watched ? WATCH_MS : -1);
    if (ready < 0 && errno != EINTR) _exit(1);
    if (watched) {
      struct measured all = measure();
      if (all.own > watched) {
        kill(-1, SIGKILL);
        report(INIT_EXHAUSTED, 0, (int64_t)all.own, 0, 0, NULL, NULL, 0);
      }
    }
    if (polled[1].revents) {
      struct signalfd_siginfo information;
      while (read(ended, &information, sizeof information) > 0);
      reap();
    }
    if (ending) end_all();
    if (!polled[0].revents) continue;
    ssize_t length = receive_packet(setup->control, packet, sizeof packet - 1, fds, &count, NULL);
    /* The host program has ended, and with it everything. */
    if (length <= 0) _exit(0);
    struct init_request request;
    if ((size_t)length >= sizeof request) {
      memcpy(&request, packet, sizeof request);
      packet[length] = 0;
      serve(&request, packet + sizeof request, fds, count);
      if (ending) end_all();
    }
    for (int index = 0; index < count; index++) close(fds[index]);
  }
}
