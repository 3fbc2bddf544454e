/* Root file systems: what every sandbox with the same mounts sees, made once and copied with the mount namespace. */
#pragma once
#include "system.h"

struct mount_pair {
  const char *source, *target;
};

/* Identity inside sandboxes: AWS's. */
#define INSIDE_UID 993
#define INSIDE_GID 990

/*
 * Makes a mount namespace whose root is a read-only tmpfs (or the tree that is mounted at `/`) with the system's folders, the mounts and
 * empty folders for what is mounted later. Returns a file descriptor of the namespace, or -1 with a reason in `error`.
 * The process of the caller is not changed.
 */
int stage_make(const struct mount_pair *mounts, int count, const char *resolv_conf, char *error, size_t size);
/* Clones a tree of mounts, read-only, without devices and set-user-id. Returns a file descriptor or -1 with errno. */
int clone_tree(const char *source);
