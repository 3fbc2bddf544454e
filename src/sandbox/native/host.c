#include "host.h"
#include "broker.h"
#include <dirent.h>

/* Host users for sandboxes: a block of 64 Ki of the range that systemd's page on users leaves free. Two for each sandbox. */
#define FIRST_UID 1879048192u
#define UIDS 65536u
#define BLOCKS 4000u
/* How long the end of the server waits for processes to be gone. Unit: milliseconds. */
#define END_MS 5000
/* How soon busy groups are tried again. Unit: milliseconds. */
#define SWEEP_MS 5

struct host host = {.control = -1, .epoll = -1, .proc = -1, .broker = -1};

void answer(uint32_t id, int count, const char *const *texts) { write_frame(host.control, id, 'r', count, texts); }

void answer_number(uint32_t id, int64_t number) {
  char text[24];
  snprintf(text, sizeof text, "%lld", (long long)number);
  answer(id, 1, (const char *[]){text});
}

void refuse_request(uint32_t id, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  write_frame(host.control, id, 'e', 1, (const char *[]){text});
}

void watch_fd(struct watch *watch) {
  struct epoll_event event = {.events = watch->events ? watch->events : EPOLLIN, .data.ptr = watch};
  epoll_ctl(host.epoll, EPOLL_CTL_ADD, watch->fd, &event);
}

void unwatch_fd(struct watch *watch) {
  if (watch->fd < 0) return;
  epoll_ctl(host.epoll, EPOLL_CTL_DEL, watch->fd, NULL);
  close_fd(&watch->fd);
}

static void output_path(char *path, size_t size, uint32_t id) { snprintf(path, size, "%s/%u.out", host.run_folder, id); }

int open_output(uint32_t id) {
  char path[160];
  output_path(path, sizeof path, id);
  struct output_guard *guard = malloc(sizeof *guard);
  if (!guard || mkfifo(path, 0600) < 0) {
    free(guard);
    return -1;
  }
  int both = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  int output = open(path, O_WRONLY | O_CLOEXEC);
  *guard = (struct output_guard){id, both, host.guards};
  host.guards = guard;
  /* The functions' user writes, also through /dev/stdout; nobody else comes through the folder. */
  if (both >= 0 && output >= 0 && fchmod(output, 0622) == 0) return output;
  if (output >= 0) close(output);
  output_opened(id);
  return -1;
}

void output_opened(uint32_t id) {
  char path[160];
  output_path(path, sizeof path, id);
  unlink(path);
  for (struct output_guard **at = &host.guards; *at; at = &(*at)->next) {
    struct output_guard *guard = *at;
    if (guard->id != id) continue;
    *at = guard->next;
    close_fd(&guard->fd);
    free(guard);
    return;
  }
}

/* Rootless: a user namespace in which we may mount, and in which only our own user exists. */
static int become_root_of_own_namespace(void) {
  unsigned uid = geteuid(), gid = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS) < 0) return -1;
  if (write_text(AT_FDCWD, "/proc/self/setgroups", "deny") < 0 && errno != ENOENT) return -1;
  if (write_text(AT_FDCWD, "/proc/self/uid_map", "0 %u 1", uid) < 0) return -1;
  if (write_text(AT_FDCWD, "/proc/self/gid_map", "0 %u 1", gid) < 0) return -1;
  return 0;
}

/* Whether there are users to give to sandboxes: root of a container's user namespace has few, and does as others do. */
static bool users_exist(void) {
  char text[4096];
  if (read_text(AT_FDCWD, "/proc/self/uid_map", text, sizeof text) < 0) return false;
  for (char *rest = text, *line; (line = strsep(&rest, "\n"));) {
    unsigned long long inside, outside, count;
    if (sscanf(line, "%llu %llu %llu", &inside, &outside, &count) != 3 || inside > FIRST_UID) continue;
    if (inside + count >= FIRST_UID + (unsigned long long)BLOCKS * UIDS) return true;
  }
  return false;
}

/* A block of users that no other server of this machine uses, held by a socket's name. */
static void reserve_users(void) {
  for (unsigned attempt = 0; attempt < BLOCKS; attempt++) {
    unsigned block = ((unsigned)getpid() + attempt) % BLOCKS;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int length = snprintf(address.sun_path + 1, sizeof address.sun_path - 1, "lambent-users-%u", block);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&address, (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + length)) == 0) {
      host.first_uid = FIRST_UID + block * UIDS;
      return;
    }
    if (fd >= 0) close(fd);
  }
  host.first_uid = FIRST_UID + ((unsigned)getpid() % BLOCKS) * UIDS;
}

static void read_resolv_conf(void) {
  ssize_t length = -1;
  if (host.broker >= 0) length = (ssize_t)network_resolv_conf(host.resolv_conf, sizeof host.resolv_conf);
  if (length <= 0) read_text(AT_FDCWD, "/etc/resolv.conf", host.resolv_conf, sizeof host.resolv_conf);
}

static void start_broker(void) {
  int pair[2];
  if (network_supported() != 0 || packet_pair(pair) < 0) return;
  pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "broker");
    int control = dup2(pair[1], 3);
    syscall(NR_close_range, 4, ~0u, 0);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    _exit(broker_main(control));
  }
  close(pair[1]);
  if (pid < 0) close(pair[0]);
  else host.broker = pair[0];
}

/* The first request: the run folder. Answered with facts, each `name=value`. */
static void begin(const struct frame *frame) {
  char error[512] = "", facts[16][256];
  const char *texts[16];
  int count = 0;
  snprintf(host.run_folder, sizeof host.run_folder, "%s", frame->count ? frame->texts[0] : "");
  host.root = geteuid() == 0 && users_exist() && unshare(CLONE_NEWNS) == 0;
  if (host.root) {
    if (mount(NULL, "/", NULL, MS_REC | MS_SLAVE, NULL) < 0) return refuse_request(frame->id, "mounts cannot be made private: %s", strerror(errno));
    reserve_users();
  } else if (become_root_of_own_namespace() < 0) {
    return refuse_request(frame->id, "user namespaces cannot be made: %s", strerror(errno));
  }
  host.proc = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  groups_open(&host.groups, host.root);
  start_broker();
  read_resolv_conf();
  build_filter(&host.filter, false);
  build_filter(&host.template_filter, true);
  host.namespaces = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;
  host.network_namespaces = true;
  int stage = stage_make(NULL, 0, host.resolv_conf, error, sizeof error);
  if (stage < 0) return refuse_request(frame->id, "root file systems cannot be made: %s", error);
  close(stage);
  static const char *const kinds[CONTROLLERS] = {"memory", "cpu", "processes", "freezer", "accounts"};
  for (int index = 0; index < CONTROLLERS; index++) {
    const struct group_base *base = &host.groups.base[index];
    if (base->version) snprintf(facts[count++], 256, "%s=%d:%.200s", kinds[index], base->version, base->path);
    else snprintf(facts[count++], 256, "%s=0:%s", kinds[index], base->absence);
  }
  snprintf(facts[count++], 256, "root=%d", host.root);
  snprintf(facts[count++], 256, "broker=%d", host.broker >= 0);
  snprintf(facts[count++], 256, "fastJoins=%d", host.groups.fast_joins);
  for (int index = 0; index < count; index++) texts[index] = facts[index];
  answer(frame->id, count, texts);
}

static void serve(const struct frame *frame) {
  struct sandbox *sandbox;
  switch (frame->kind) {
  case 'B': return begin(frame);
  case 'P': return answer(frame->id, 0, NULL);
  case 'C': return sandbox_create(frame);
  case 'A': return sandbox_assign(frame);
  case 'S': return process_start(frame);
  case 'F': return process_fork(frame);
  case 'N': return process_clone(frame);
  case 'O': return output_opened((uint32_t)number_of(frame, 0));
  case 'K': return process_signal((uint32_t)number_of(frame, 0), (int)number_of(frame, 1));
  case 'Z': return sandbox_freeze(frame, true);
  case 'T': return sandbox_freeze(frame, false);
  case 'U': return sandbox_usage(frame);
  case 'R': return sandbox_end_processes(frame);
  case 'W': return parent_start(frame);
  case 'Q': return parent_stop((uint32_t)number_of(frame, 0), frame->id);
  case 'X':
    sandbox = sandbox_of((uint32_t)number_of(frame, 0));
    return sandbox ? sandbox_stop(sandbox, frame->id) : answer(frame->id, 0, NULL);
  default: return refuse_request(frame->id, "no such request");
  }
}

static void reap(void) {
  int status;
  for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    if (!parent_ended(pid, status)) sandbox_ended(pid);
}

static void remove_run_folder(void) {
  DIR *folder = opendir(host.run_folder);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));)
    if (entry->d_name[0] != '.') unlinkat(dirfd(folder), entry->d_name, 0);
  closedir(folder);
  rmdir(host.run_folder);
}

/* The server is gone: everything goes with it, and no trace stays. */
static void end(int signals) {
  int64_t until = clock_ms() + END_MS;
  close_fd(&host.control);
  for (struct warm_parent *parent = host.parents; parent; parent = parent->next) kill(parent->pid, SIGKILL);
  for (struct sandbox *sandbox = host.sandboxes; sandbox; sandbox = sandbox->next) sandbox_stop(sandbox, 0);
  close_fd(&host.broker);
  for (;;) {
    struct signalfd_siginfo information;
    while (read(signals, &information, sizeof information) > 0);
    reap();
    bool busy = sandboxes_sweep();
    if ((!busy && !host.sandboxes && !host.parents) || clock_ms() > until) break;
    struct epoll_event event;
    epoll_wait(host.epoll, &event, 1, SWEEP_MS);
  }
  groups_close(&host.groups);
  if (host.run_folder[0]) remove_run_folder();
}

int run_host(int control) {
  host.control = control;
  fcntl(control, F_SETFD, FD_CLOEXEC);
  prctl(PR_SET_NAME, "lambent-sandbox");
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  /* Ctrl-C in a terminal reaches the whole group: the server decides when we end. */
  setsid();
  signal(SIGPIPE, SIG_IGN);
  umask(077);
  if (chdir("/") < 0) return 1;
  struct rlimit files;
  if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
  }
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGCHLD);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  sigprocmask(SIG_SETMASK, &signals, NULL);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  int ended = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  host.epoll = epoll_create1(EPOLL_CLOEXEC);
  struct watch server = {.fd = control}, child = {.fd = ended};
  watch_fd(&server);
  watch_fd(&child);
  struct reader reader = {0};
  static struct frame frame;
  for (;;) {
    /* One at a time: what one does may remove what another is about. */
    struct epoll_event event;
    int count = epoll_wait(host.epoll, &event, 1, host.sweep ? SWEEP_MS : -1);
    if (count < 0 && errno != EINTR) return 1;
    if (host.sweep) host.sweep = sandboxes_sweep();
    if (count <= 0) continue;
    struct watch *watch = event.data.ptr;
    if (watch == &server) {
      if (!reader_fill(&reader, control)) break;
      int next;
      while ((next = reader_next(&reader, &frame)) > 0) serve(&frame);
      if (next < 0) break;
    } else if (watch == &child) {
      struct signalfd_siginfo information;
      while (read(ended, &information, sizeof information) > 0);
      reap();
      if (host.sweep) host.sweep = sandboxes_sweep();
    } else {
      watch->ready(watch->owner);
    }
  }
  end(ended);
  return 0;
}
