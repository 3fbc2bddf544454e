#include "stage.h"

static const char *const system_folders[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32", "usr", "nix"};
static const char *const settings[] = {"etc/ssl",          "etc/pki",          "etc/ca-certificates", "etc/ca-certificates.conf",
                                       "etc/alternatives", "etc/ld.so.cache", "etc/crypto-policies", "etc/mime.types",
                                       "etc/services",     "etc/protocols",    "etc/ld-musl-x86_64.path"};
static const char *const devices[] = {"null", "zero", "full", "random", "urandom", "tty"};
/* Mount points for what comes later, and folders that programs expect. */
static const char *const folders[] = {"proc",    "tmp", "dev", "dev/shm",     "etc",      "var/task",    "var/runtime",
                                      "var/lang", "opt", "run", "home", "var/empty", "var/log", "var/cache"};
static const char *const scratch_folders[] = {"/tmp", "/var/tmp", "/mnt", "/run", "/usr"};

static char *failure;
static size_t failure_size;
static int fail(const char *what, const char *which) {
  snprintf(failure, failure_size, "%s %s: %s", what, which, strerror(errno));
  return -1;
}

int clone_tree(const char *source) {
  int tree = open_tree_(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (tree < 0) return -1;
  struct mount_attributes attributes = {.set = ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV};
  if (mount_setattr_(tree, "", AT_EMPTY_PATH | AT_RECURSIVE, &attributes) < 0) {
    int error = errno;
    close(tree);
    errno = error;
    return -1;
  }
  return tree;
}

static int put_tree(int tree, int base, const char *target) {
  int result = move_mount_(tree, "", base, target, MOVE_MOUNT_F_EMPTY_PATH);
  int error = errno;
  close(tree);
  errno = error;
  return result;
}

static int put_file(int base, const char *path, const char *text) {
  int fd = openat(base, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return -1;
  ssize_t written = write(fd, text, strlen(text));
  close(fd);
  return written < 0 ? -1 : 0;
}

/* An empty file or folder to mount on, as the tree is. */
static int put_point(int base, const char *path, int tree) {
  struct stat status;
  if (fstat(tree, &status) < 0) return -1;
  if (S_ISDIR(status.st_mode)) return make_folders(base, path);
  char parent[4096];
  snprintf(parent, sizeof parent, "%s", path);
  char *slash = strrchr(parent, '/');
  if (slash) {
    *slash = 0;
    if (make_folders(base, parent) < 0) return -1;
  }
  int fd = openat(base, path, O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
  if (fd < 0) return -1;
  return close(fd);
}

static int put_device(int base, const char *name) {
  char source[64], target[64];
  snprintf(source, sizeof source, "/dev/%s", name);
  snprintf(target, sizeof target, "dev/%s", name);
  int tree = open_tree_(AT_FDCWD, source, OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
  return tree < 0 || put_point(base, target, tree) < 0 ? -1 : put_tree(tree, base, target);
}

static int put_system(int base) {
  char link[4096], path[64];
  struct stat status;
  for (unsigned index = 0; index < sizeof system_folders / sizeof *system_folders; index++) {
    const char *name = system_folders[index];
    snprintf(path, sizeof path, "/%s", name);
    if (lstat(path, &status) < 0) continue;
    if (S_ISLNK(status.st_mode)) {
      ssize_t length = readlink(path, link, sizeof link - 1);
      if (length < 0) return fail("reading", path);
      link[length] = 0;
      if (symlinkat(link, base, name) < 0) return fail("linking", path);
      continue;
    }
    int tree = clone_tree(path);
    if (tree < 0) return fail("cloning the mount", path);
    if (mkdirat(base, name, 0755) < 0 || put_tree(tree, base, name) < 0) return fail("mounting", path);
  }
  return 0;
}

/* Clients put labels before the host name of some endpoints, an address too. */
static const char hosts[] =
    "127.0.0.1 localhost sandbox sync-127.0.0.1 sync-localhost streaming-127.0.0.1 streaming-localhost\n::1 localhost\n";

static int put_settings(int base, const char *resolv_conf) {
  char path[64];
  for (unsigned index = 0; index < sizeof settings / sizeof *settings; index++) {
    snprintf(path, sizeof path, "/%s", settings[index]);
    if (access(path, R_OK) < 0) continue;
    int tree = clone_tree(path);
    if (tree < 0 || put_point(base, settings[index], tree) < 0 || put_tree(tree, base, settings[index]) < 0)
      return fail("mounting", path);
  }
  char users[256], groups[128];
  snprintf(users, sizeof users, "root:x:0:0:root:/root:/sbin/nologin\nsbx_user1051:x:%d:%d::/home/sbx_user1051:/sbin/nologin\n",
           INSIDE_UID, INSIDE_GID);
  snprintf(groups, sizeof groups, "root:x:0:\nsbx_user1051:x:%d:\n", INSIDE_GID);
  if (put_file(base, "etc/passwd", users) < 0 || put_file(base, "etc/group", groups) < 0 ||
      put_file(base, "etc/hosts", hosts) < 0 ||
      put_file(base, "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n") < 0 ||
      put_file(base, "etc/hostname", "sandbox\n") < 0 || put_file(base, "etc/resolv.conf", resolv_conf) < 0)
    return fail("writing", "/etc");
  return 0;
}

static int make_root(int base, const char *resolv_conf) {
  for (unsigned index = 0; index < sizeof folders / sizeof *folders; index++)
    if (make_folders(base, folders[index]) < 0) return fail("making", folders[index]);
  symlinkat("/tmp", base, "var/tmp");
  symlinkat("/proc/self/fd", base, "dev/fd");
  symlinkat("/proc/self/fd/0", base, "dev/stdin");
  symlinkat("/proc/self/fd/1", base, "dev/stdout");
  symlinkat("/proc/self/fd/2", base, "dev/stderr");
  if (put_system(base) < 0 || put_settings(base, resolv_conf) < 0) return -1;
  for (unsigned index = 0; index < sizeof devices / sizeof *devices; index++)
    if (put_device(base, devices[index]) < 0) return fail("mounting the device", devices[index]);
  return 0;
}

/* A root of the user's own, an unpacked image: what programs need is mounted over its folders, where it has these. */
static int complete_root(int base, const char *resolv_conf) {
  if (faccessat(base, "dev", F_OK, 0) == 0) {
    if (mount("dev", "dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "size=64k,mode=755") < 0) return fail("mounting", "/dev");
    if (mkdirat(base, "dev/shm", 0755) < 0) return fail("making", "/dev/shm");
    symlinkat("/proc/self/fd", base, "dev/fd");
    symlinkat("/proc/self/fd/0", base, "dev/stdin");
    symlinkat("/proc/self/fd/1", base, "dev/stdout");
    symlinkat("/proc/self/fd/2", base, "dev/stderr");
    for (unsigned index = 0; index < sizeof devices / sizeof *devices; index++)
      if (put_device(base, devices[index]) < 0) return fail("mounting the device", devices[index]);
  }
  /* The name server's address and the machine's name are ours, whatever the image says. */
  const char *files[] = {"etc/resolv.conf", resolv_conf, "etc/hosts", hosts};
  for (int index = 0; index < 4; index += 2) {
    struct stat status;
    if (fstatat(base, files[index], &status, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISREG(status.st_mode)) continue;
    int fd = openat(base, "dev/.file", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (fd < 0) continue;
    ssize_t written = write(fd, files[index + 1], strlen(files[index + 1]));
    int tree = open_tree_(base, "dev/.file", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC);
    if (written >= 0 && tree >= 0) put_tree(tree, base, files[index]);
    close(fd);
    unlinkat(base, "dev/.file", 0);
  }
  return 0;
}

static int build(const struct mount_pair *mounts, int count, const char *resolv_conf) {
  if (unshare(CLONE_NEWNS) < 0) return fail("making", "a mount namespace");
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0) return fail("making mounts", "private");
  const char *scratch = NULL;
  struct stat status;
  for (unsigned index = 0; !scratch && index < sizeof scratch_folders / sizeof *scratch_folders; index++)
    if (lstat(scratch_folders[index], &status) == 0 && S_ISDIR(status.st_mode)) scratch = scratch_folders[index];
  if (!scratch) return fail("finding", "a folder to mount on");
  /* Before the scratch folder hides anything below it: the sources. */
  int trees[MAX_FDS], image = -1;
  if (count > MAX_FDS) return errno = E2BIG, fail("mounting", "so many folders");
  for (int index = 0; index < count; index++) {
    trees[index] = clone_tree(mounts[index].source);
    if (trees[index] < 0) return fail("cloning the mount", mounts[index].source);
    if (strcmp(mounts[index].target, "/") == 0) image = index;
  }
  int proc = open_tree_(AT_FDCWD, "/proc", OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  if (image >= 0) {
    if (move_mount_(trees[image], "", AT_FDCWD, scratch, MOVE_MOUNT_F_EMPTY_PATH) < 0) return fail("mounting", "the root");
  } else if (mount("sandbox", scratch, "tmpfs", MS_NOSUID | MS_NODEV, "size=2m,mode=755") < 0) {
    return fail("mounting", "a root");
  }
  if (chdir(scratch) < 0) return fail("entering", "the root");
  int base = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if ((image >= 0 ? complete_root(base, resolv_conf) : make_root(base, resolv_conf)) < 0) return -1;
  for (int index = 0; index < count; index++) {
    if (index == image) continue;
    const char *target = mounts[index].target + 1;
    /* Within a read-only tree the folder must be there. */
    if (put_point(base, target, trees[index]) < 0 && faccessat(base, target, F_OK, 0) < 0)
      return fail("making", mounts[index].target);
    if (put_tree(trees[index], base, target) < 0) return fail("mounting", mounts[index].target);
  }
  /* A fresh /proc may only be mounted where a whole one is in sight; the sandbox's own covers it. */
  if (proc >= 0 && faccessat(base, "proc", F_OK, 0) == 0) put_tree(proc, base, "proc");
  if (syscall(SYS_pivot_root, ".", ".") < 0) return fail("changing", "the root");
  if (umount2(".", MNT_DETACH) < 0) return fail("leaving", "the old root");
  if (chdir("/") < 0) return fail("entering", "/");
  if (image < 0 && mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV, NULL) < 0)
    return fail("making read-only", "/");
  return 0;
}

int stage_make(const struct mount_pair *mounts, int count, const char *resolv_conf, char *error, size_t size) {
  int pair[2];
  failure = error;
  failure_size = size;
  if (packet_pair(pair) < 0) return fail("making", "a socket");
  pid_t child = fork();
  if (child < 0) {
    close(pair[0]);
    close(pair[1]);
    return fail("starting", "a process");
  }
  if (child == 0) {
    int namespace = -1;
    umask(022);
    if (build(mounts, count, resolv_conf) == 0) namespace = open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC);
    send_packet(pair[1], error, strlen(error) + 1, &namespace, namespace >= 0 ? 1 : 0);
    _exit(0);
  }
  close(pair[1]);
  int fds[MAX_FDS], received = 0;
  ssize_t length = receive_packet(pair[0], error, size, fds, &received, NULL);
  close(pair[0]);
  waitpid(child, NULL, 0);
  if (length > 0 && received == 1) return fds[0];
  if (length <= 0) snprintf(error, size, "the process that makes root file systems ended");
  else if (!error[0]) snprintf(error, size, "/proc cannot be seen");
  return -1;
}
