#include "groups.h"
#include <dirent.h>
#include <sys/eventfd.h>

/* Length of a period of the CPU limit. Unit: microseconds. A short one keeps a function with a small share from standing still for
 * nearly a tenth of a second. */
#define PERIOD_US 20000
/* Smallest quota that Linux accepts. Unit: microseconds. */
#define LEAST_QUOTA_US 1000
/* Processes whose memory is looked at one by one: each takes some microseconds, in which nothing else is served. */
#define MOST_LOOKED_AT 64
/* How often it is looked whether what was thawed has died, each millisecond. */
#define DEATH_LOOKS 20

static const char *const names[CONTROLLERS] = {"memory", "cpu", "pids", "freezer", "cpuacct"};

static bool has_word(const char *list, const char *word, const char *separators) {
  char copy[1024];
  snprintf(copy, sizeof copy, "%s", list);
  for (char *rest = copy, *item; (item = strsep(&rest, separators));)
    if (strcmp(item, word) == 0) return true;
  return false;
}

/* Start time of a process in clock ticks since boot, 0 when there is none. Tells a process from a later one of its number. */
static unsigned long long start_time(long pid) {
  char path[64], text[1024];
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  if (read_text(AT_FDCWD, path, text, sizeof text) < 0) return 0;
  char *at = strrchr(text, ')');
  unsigned long long value = 0;
  if (at) sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &value);
  return value;
}

static void own_name(char *name, size_t size) {
  snprintf(name, size, "lambent-%d-%llu", getpid(), start_time(getpid()));
}

/* What is frozen does not die of being killed (version 1). Returns whether something may die now. */
static bool thaw(int folder, const char *name) {
  char path[300];
  snprintf(path, sizeof path, "%.255s/freezer.state", name);
  return write_text(folder, path, "THAWED") == 0;
}

static void remove_group(int folder, const char *name) {
  if (unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno != EBUSY || !thaw(folder, name)) return;
  for (int look = 0; look < DEATH_LOOKS && unlinkat(folder, name, AT_REMOVEDIR) < 0; look++) usleep(1000);
}

static void remove_tree(int parent, const char *name) {
  int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  DIR *folder = fdopendir(fd);
  for (struct dirent *entry; folder && (entry = readdir(folder));)
    if (entry->d_type == DT_DIR && entry->d_name[0] != '.') remove_group(fd, entry->d_name);
  if (folder) closedir(folder);
  unlinkat(parent, name, AT_REMOVEDIR);
}

/* Removes what servers that are no more have left. */
static void sweep(const char *parent) {
  DIR *folder = opendir(parent);
  if (!folder) return;
  for (struct dirent *entry; (entry = readdir(folder));) {
    long pid;
    unsigned long long started;
    if (sscanf(entry->d_name, "lambent-%ld-%llu", &pid, &started) != 2) continue;
    if (start_time(pid) != started) remove_tree(dirfd(folder), entry->d_name);
  }
  closedir(folder);
}

/* Where the process's own group of a hierarchy is: mount point and path below it, from mountinfo and /proc/self/cgroup.
 * `controller` is null for version 2. */
static bool find_group(const char *controller, char *path, size_t size) {
  static char mounts[256 * 1024], own[16 * 1024];
  if (read_text(AT_FDCWD, "/proc/self/mountinfo", mounts, sizeof mounts) < 0) return false;
  if (read_text(AT_FDCWD, "/proc/self/cgroup", own, sizeof own) < 0) return false;
  char inside[512] = "";
  for (char *rest = own, *line; (line = strsep(&rest, "\n"));) {
    char *list = strchr(line, ':');
    char *where = list ? strchr(list + 1, ':') : NULL;
    if (!where) continue;
    *where = 0;
    if (controller ? has_word(list + 1, controller, ",") : list[1] == 0) snprintf(inside, sizeof inside, "%s", where + 1);
  }
  if (!inside[0]) return false;
  for (char *rest = mounts, *line; (line = strsep(&rest, "\n"));) {
    char root[512], point[512], type[64], options[1024];
    char *tail = strstr(line, " - ");
    if (!tail || sscanf(line, "%*d %*d %*s %511s %511s", root, point) != 2) continue;
    if (sscanf(tail, " - %63s %*s %1023s", type, options) != 2) continue;
    if (controller ? strcmp(type, "cgroup") || !has_word(options, controller, ",") : strcmp(type, "cgroup2")) continue;
    const char *below = inside;
    size_t length = strlen(root);
    if (length > 1 && strncmp(inside, root, length) == 0) below = inside + length;
    snprintf(path, size, "%s%s", point, strcmp(below, "/") == 0 ? "" : below);
    struct stat status;
    if (stat(path, &status) == 0) return true;
    /* A container that sees the hierarchy of its host: its own group is the root that it sees. */
    snprintf(path, size, "%s", point);
    if (stat(path, &status) == 0) return true;
  }
  return false;
}

static bool use(struct group_base *base, int version, const char *parent) {
  char name[64];
  own_name(name, sizeof name);
  snprintf(base->path, sizeof base->path, "%.400s/%s", parent, name);
  if (mkdir(base->path, 0755) < 0 && errno != EEXIST) {
    snprintf(base->absence, sizeof base->absence, "no groups can be made below %.80s: %s", parent, strerror(errno));
    return false;
  }
  base->fd = open(base->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (base->fd < 0) return false;
  base->version = version;
  return true;
}

/* Whether a process of ours may be moved into the group. */
static bool can_join(const struct group_base *base) {
  if (mkdirat(base->fd, "probe", 0755) < 0 && errno != EEXIST) return false;
  int fd = openat(base->fd, "probe/cgroup.procs", O_WRONLY | O_CLOEXEC);
  bool joined = false;
  if (fd >= 0) {
    pid_t child = fork();
    if (child == 0) _exit(write(fd, "0", 1) == 1 ? 0 : 1);
    int status = 1;
    if (child > 0) waitpid(child, &status, 0);
    joined = status == 0;
    close(fd);
  }
  unlinkat(base->fd, "probe", AT_REMOVEDIR);
  return joined;
}

/* Version 2: the nearest folder upwards from our own group where groups with the controller can be made. Processes and controllers
 * do not go together in one group, so that is above our own unless ours is the root. */
static bool find_unified(struct group_base *base, const char *controller) {
  char path[512], text[512];
  if (!find_group(NULL, path, sizeof path)) return false;
  for (;;) {
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool enabled = !controller;
    if (folder >= 0 && controller) {
      if (read_text(folder, "cgroup.subtree_control", text, sizeof text) >= 0) enabled = has_word(text, controller, " \n");
      if (!enabled && write_text(folder, "cgroup.subtree_control", "+%s", controller) == 0) enabled = true;
    }
    if (folder >= 0) close(folder);
    if (enabled) {
      sweep(path);
      if (use(base, 2, path)) {
        if ((!controller || write_text(base->fd, "cgroup.subtree_control", "+%s", controller) == 0) && can_join(base)) return true;
        close_fd(&base->fd);
        base->version = 0;
        rmdir(base->path);
        snprintf(base->absence, sizeof base->absence, "processes cannot be moved to groups below %.80s", path);
      }
    }
    char *slash = strrchr(path, '/');
    char parent[600];
    if (!slash || slash == path) break;
    *slash = 0;
    snprintf(parent, sizeof parent, "%s/cgroup.procs", path);
    if (access(parent, F_OK) < 0) break;
  }
  return false;
}

/*
 * Processes of a group share what one process of the machine gets. On a machine that is busy with other things functions together get
 * what a process for each processor gets, and still no more than leaves the server its part.
 */
static void weigh(const struct group_base *base) {
  long processors = sysconf(_SC_NPROCESSORS_ONLN);
  if (processors < 1) processors = 1;
  if (base->version == 1) write_text(base->fd, "cpu.shares", "%ld", 1024 * processors);
  if (base->version == 2) write_text(base->fd, "cpu.weight", "%ld", processors > 100 ? 10000 : 100 * processors);
}

void groups_open(struct groups *groups, bool root) {
  char frozen[512];
  /* First: as long as they are frozen, processes of servers that are no more keep all other groups. */
  if (find_group(names[FREEZER], frozen, sizeof frozen)) sweep(frozen);
  for (int index = 0; index < CONTROLLERS; index++) {
    struct group_base *base = &groups->base[index];
    char path[512];
    *base = (struct group_base){.fd = -1};
    snprintf(base->absence, sizeof base->absence, "there is no cgroup controller of this kind");
    if (find_group(names[index], path, sizeof path)) {
      sweep(path);
      if (use(base, 1, path) && can_join(base)) continue;
      if (base->fd >= 0) {
        close_fd(&base->fd);
        rmdir(base->path);
        base->version = 0;
        snprintf(base->absence, sizeof base->absence, "processes cannot be moved to groups below %.80s", path);
      }
      continue;
    }
    /* Freezing and accounting belong to the core of version 2 and need no controller. */
    find_unified(base, index == FREEZER || index == ACCOUNTS ? NULL : names[index]);
  }
  weigh(&groups->base[CPU]);
  groups->fast_joins = false;
  if (!root) return;
  /*
   * Moving a process to a group waits for all processors (7 to 20 ms measured), unless a hierarchy was mounted with `favordynmods`
   * (0.1 ms). A hierarchy of its own, without controllers, in this process's mounts alone, does that and ends with us.
   */
  if (mkdir("/run/lambent-groups", 0700) == 0 || errno == EEXIST) {
    groups->fast_joins = mount("lambent", "/run/lambent-groups", "cgroup", MS_NOSUID | MS_NODEV | MS_NOEXEC,
                               "none,name=lambent,favordynmods") == 0;
    rmdir("/run/lambent-groups");
  }
}

void groups_close(struct groups *groups) {
  for (int index = 0; index < CONTROLLERS; index++) {
    if (groups->base[index].version == 0) continue;
    char *slash = strrchr(groups->base[index].path, '/');
    *slash = 0;
    int parent = open(groups->base[index].path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    *slash = '/';
    if (parent < 0) continue;
    remove_tree(parent, slash + 1);
    close(parent);
  }
}

/* Whether an earlier controller has the same folder. */
static bool repeated(const struct groups *groups, int index) {
  for (int earlier = 0; earlier < index; earlier++)
    if (groups->base[earlier].version && strcmp(groups->base[earlier].path, groups->base[index].path) == 0) return true;
  return false;
}

int group_make(const struct groups *groups, const char *name) {
  for (int index = 0; index < CONTROLLERS; index++) {
    if (groups->base[index].version == 0 || repeated(groups, index)) continue;
    if (mkdirat(groups->base[index].fd, name, 0755) < 0 && errno != EEXIST) return -1;
  }
  return 0;
}

int group_joins(const struct groups *groups, const char *name, int *fds) {
  int count = 0;
  char path[128];
  snprintf(path, sizeof path, "%s/cgroup.procs", name);
  for (int index = 0; index < CONTROLLERS; index++) {
    if (groups->base[index].version == 0 || repeated(groups, index)) continue;
    int fd = openat(groups->base[index].fd, path, O_WRONLY | O_CLOEXEC);
    if (fd >= 0) fds[count++] = fd;
  }
  return count;
}


static int set(const struct groups *groups, const char *name, enum controller kind, const char *first, const char *second,
               unsigned long long value) {
  char path[128];
  const struct group_base *base = &groups->base[kind];
  if (base->version == 0) return 0;
  snprintf(path, sizeof path, "%s/%s", name, base->version == 1 ? first : second);
  return write_text(base->fd, path, "%llu", value);
}

static uint64_t get(const struct groups *groups, const char *name, enum controller kind, const char *first, const char *second) {
  char path[128], text[64];
  const struct group_base *base = &groups->base[kind];
  if (base->version == 0) return 0;
  snprintf(path, sizeof path, "%s/%s", name, base->version == 1 ? first : second);
  return read_text(base->fd, path, text, sizeof text) < 0 ? 0 : strtoull(text, NULL, 10);
}

/* A number of a text of `word number` lines. */
static uint64_t number_after(const char *text, const char *word) {
  size_t length = strlen(word);
  for (const char *line = text; line; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, word, length) == 0 && line[length] == ' ') return strtoull(line + length, NULL, 10);
  }
  return 0;
}

static uint64_t get_word(const struct groups *groups, const char *name, enum controller kind, const char *file, const char *word) {
  char path[128], text[4096];
  snprintf(path, sizeof path, "%s/%s", name, file);
  return read_text(groups->base[kind].fd, path, text, sizeof text) < 0 ? 0 : number_after(text, word);
}

uint64_t group_total(const struct groups *groups, const char *name) {
  return get(groups, name, MEMORY, "memory.usage_in_bytes", "memory.current");
}

/* Of what is charged, file caches, which the kernel gives up. Reading these accounts has the kernel add them up: it is done once. */
static uint64_t cached(const struct groups *groups, const char *name) {
  const struct group_base *base = &groups->base[MEMORY];
  char path[128], text[4096];
  snprintf(path, sizeof path, "%s/memory.stat", name);
  if (base->version == 0 || read_text(base->fd, path, text, sizeof text) < 0) return 0;
  uint64_t files = number_after(text, base->version == 1 ? "cache" : "file"), shared = number_after(text, "shmem");
  return files > shared ? files - shared : 0;
}

void group_memory(const struct groups *groups, const char *name, uint64_t *memory, uint64_t *total) {
  *total = group_total(groups, name);
  uint64_t files = cached(groups, name);
  *memory = *total > files ? *total - files : 0;
}

int group_watch_memory(const struct groups *groups, const char *name, uint64_t bytes, uint32_t *events) {
  const struct group_base *base = &groups->base[MEMORY];
  char path[128];
  *events = EPOLLIN;
  if (base->version == 2) {
    snprintf(path, sizeof path, "%s/memory.high", name);
    if (write_text(base->fd, path, "%llu", (unsigned long long)bytes) < 0) return -1;
    snprintf(path, sizeof path, "%s/memory.events", name);
    *events = EPOLLPRI;
    int fd = openat(base->fd, path, O_RDONLY | O_CLOEXEC);
    /* What has been read is no news. */
    char text[512];
    if (fd >= 0 && read(fd, text, sizeof text) < 0) close_fd(&fd);
    return fd;
  }
  snprintf(path, sizeof path, "%s/memory.usage_in_bytes", name);
  int usage = openat(base->fd, path, O_RDONLY | O_CLOEXEC);
  int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  snprintf(path, sizeof path, "%s/cgroup.event_control", name);
  /* The kernel takes 10 to 20 ms to set the mark, in which nothing else could be served: a child waits for that. */
  pid_t child = usage < 0 || event < 0 ? -1 : fork();
  if (child == 0) {
    char text[32] = "";
    const uint64_t once = 1;
    if (write_text(base->fd, path, "%d %d %llu", event, usage, (unsigned long long)bytes) < 0) _exit(1);
    /* What passed the mark before it was set does not wake anybody by itself. */
    if (pread(usage, text, sizeof text - 1, 0) > 0 && strtoull(text, NULL, 10) > bytes &&
        write(event, &once, sizeof once) < 0)
      _exit(1);
    _exit(0);
  }
  if (child < 0) close_fd(&event);
  close_fd(&usage);
  return event;
}

/* Memory and swap together, in version 1. Returns whether that is done with. */
static bool set_together(const struct groups *groups, const char *name, uint64_t bytes) {
  const struct group_base *base = &groups->base[MEMORY];
  char path[128];
  snprintf(path, sizeof path, "%s/memory.memsw.limit_in_bytes", name);
  return base->version != 1 || write_text(base->fd, path, "%llu", (unsigned long long)bytes) == 0;
}

int group_limit(const struct groups *groups, const char *name, const struct group_limits *limits) {
  char path[128];
  /* In version 1 memory alone may not be allowed more than memory and swap together: raised, that one goes first. */
  bool together = set_together(groups, name, limits->memory);
  int result = set(groups, name, MEMORY, "memory.limit_in_bytes", "memory.max", limits->memory);
  /* Swap would be memory that is not counted; a kernel without it has no such file. */
  if (groups->base[MEMORY].version == 2) {
    snprintf(path, sizeof path, "%s/memory.swap.max", name);
    write_text(groups->base[MEMORY].fd, path, "0");
    snprintf(path, sizeof path, "%s/memory.oom.group", name);
    write_text(groups->base[MEMORY].fd, path, "1");
  } else if (!together) {
    set_together(groups, name, limits->memory);
  }
  if (set(groups, name, PROCESSES, "pids.max", "pids.max", limits->processes) < 0) result = -1;
  if (groups->base[CPU].version && limits->cpu_thousandths) {
    unsigned long long quota = limits->cpu_thousandths * (PERIOD_US / 1000);
    unsigned long long period = PERIOD_US;
    if (quota < LEAST_QUOTA_US) {
      period = period * LEAST_QUOTA_US / quota;
      quota = LEAST_QUOTA_US;
    }
    if (groups->base[CPU].version == 1) {
      snprintf(path, sizeof path, "%s/cpu.cfs_period_us", name);
      write_text(groups->base[CPU].fd, path, "%llu", period);
      snprintf(path, sizeof path, "%s/cpu.cfs_quota_us", name);
      if (write_text(groups->base[CPU].fd, path, "%llu", quota) < 0) result = -1;
    } else {
      snprintf(path, sizeof path, "%s/cpu.max", name);
      if (write_text(groups->base[CPU].fd, path, "%llu %llu", quota, period) < 0) result = -1;
    }
  }
  return result;
}

int group_freeze(const struct groups *groups, const char *name, bool frozen) {
  char path[128];
  const struct group_base *base = &groups->base[FREEZER];
  if (base->version == 1) {
    snprintf(path, sizeof path, "%s/freezer.state", name);
    return write_text(base->fd, path, frozen ? "FROZEN" : "THAWED");
  }
  snprintf(path, sizeof path, "%s/cgroup.freeze", name);
  return write_text(base->fd, path, frozen ? "1" : "0");
}

/* The highest that memory was since the mark; 0 where that is not known. */
static uint64_t highest_since(const struct groups *groups, const char *name, const struct group_mark *mark) {
  char text[64];
  if (!mark->fd_and_one) {
    uint64_t highest = get(groups, name, MEMORY, "", "memory.peak");
    return highest > mark->passed ? highest : 0;
  }
  ssize_t length = pread(mark->fd_and_one - 1, text, sizeof text - 1, 0);
  text[length > 0 ? length : 0] = 0;
  return strtoull(text, NULL, 10);
}

static void mark_anew(const struct groups *groups, const char *name, struct group_mark *mark) {
  char path[128];
  int fd = mark->fd_and_one - 1;
  if (fd < 0) {
    snprintf(path, sizeof path, "%s/memory.peak", name);
    fd = openat(groups->base[MEMORY].fd, path, O_RDWR | O_CLOEXEC);
  }
  if (fd >= 0 && write(fd, "anew", 4) == 4) {
    mark->fd_and_one = fd + 1;
    return;
  }
  if (fd >= 0) close(fd);
  *mark = (struct group_mark){.passed = get(groups, name, MEMORY, "", "memory.peak")};
}

void group_mark_close(struct group_mark *mark) {
  if (mark->fd_and_one) close(mark->fd_and_one - 1);
  *mark = (struct group_mark){0};
}

void group_usage(const struct groups *groups, const char *name, struct group_mark *mark, bool reset, struct group_usage *usage) {
  *usage = (struct group_usage){0};
  int version = groups->base[MEMORY].version;
  if (version) {
    uint64_t highest = 0;
    if (version == 1) highest = get(groups, name, MEMORY, "memory.max_usage_in_bytes", "");
    else if (mark) highest = highest_since(groups, name, mark);
    usage->total = group_total(groups, name);
    uint64_t files = cached(groups, name);
    usage->memory = usage->total > files ? usage->total - files : 0;
    if (highest > files) usage->peak = highest - files;
    else usage->peak = version == 1 ? 0 : usage->memory;
    usage->out_of_memory = get_word(groups, name, MEMORY, version == 1 ? "memory.oom_control" : "memory.events", "oom_kill");
    if (version == 1 && reset) set(groups, name, MEMORY, "memory.max_usage_in_bytes", "", 0);
    if (version == 2 && mark && reset) mark_anew(groups, name, mark);
  }
  if (groups->base[ACCOUNTS].version == 1) usage->cpu_us = get(groups, name, ACCOUNTS, "cpuacct.usage", "") / 1000;
  else if (groups->base[ACCOUNTS].version == 2) usage->cpu_us = get_word(groups, name, ACCOUNTS, "cpu.stat", "usage_usec");
  usage->processes = get(groups, name, PROCESSES, "pids.current", "pids.current");
}

int group_resident(const struct groups *groups, const char *name, int proc, uint64_t *bytes) {
  int index = 0, count = 0;
  char path[128], text[MOST_LOOKED_AT * 12];
  *bytes = 0;
  while (index < CONTROLLERS && !groups->base[index].version) index++;
  if (index == CONTROLLERS) return -1;
  snprintf(path, sizeof path, "%s/cgroup.procs", name);
  ssize_t length = read_text(groups->base[index].fd, path, text, sizeof text);
  if (length < 0 || length + 1 >= (ssize_t)sizeof text) return -1;
  for (char *rest = text, *line; (line = strsep(&rest, "\n")) && *line;) {
    char numbers[128];
    unsigned long long size, resident;
    if (++count > MOST_LOOKED_AT) return -1;
    snprintf(path, sizeof path, "%.20s/statm", line);
    if (read_text(proc, path, numbers, sizeof numbers) < 0) continue;
    if (sscanf(numbers, "%llu %llu", &size, &resident) == 2) *bytes += resident * (uint64_t)sysconf(_SC_PAGESIZE);
  }
  return count;
}

int group_remove(const struct groups *groups, const char *name) {
  int result = 0;
  for (int index = 0; index < CONTROLLERS; index++) {
    if (groups->base[index].version == 0) continue;
    if (unlinkat(groups->base[index].fd, name, AT_REMOVEDIR) < 0 && errno != ENOENT) result = -1;
  }
  return result;
}
