/*
 * The limit of a sandbox's memory. Files in /tmp are a disk's at AWS and are held in memory here, counted by the same group: the group may
 * grow to the sum of both limits, and whenever it grows beyond what is certainly allowed it is looked at more closely.
 */
#include "host.h"
#include <sys/vfs.h>

/* How far beyond the limit memory may be before it is noticed; smaller steps would wake us for nothing. Unit: bytes. */
#define STEP (256 * 1024)
/* How often growth during a look is looked at again. */
#define LOOKS 8

uint64_t memory_of_files(const struct sandbox *sandbox) {
  struct statfs status;
  if (sandbox->tmp < 0 || fstatfs(sandbox->tmp, &status) < 0) return 0;
  return (uint64_t)(status.f_blocks - status.f_bfree) * (uint64_t)status.f_bsize;
}

static void grown(void *owner) { memory_guard(owner); }

void memory_guard(struct sandbox *sandbox) {
  unwatch_fd(&sandbox->growth);
  if (sandbox->exhausted || sandbox->dead) return;
  for (int look = 0; look < LOOKS; look++) {
    uint64_t memory, total;
    group_memory(&host.groups, sandbox->group, &memory, &total);
    /* After that: files that grow meanwhile must not be taken for memory. */
    uint64_t files = memory_of_files(sandbox);
    uint64_t used = memory > files ? memory - files : 0;
    if (used > sandbox->memory) return sandbox_exhausted(sandbox);
    uint64_t allowed = total + (sandbox->memory - used) + STEP;
    uint32_t events;
    int fd = group_watch_memory(&host.groups, sandbox->group, allowed, &events);
    if (fd < 0) return;
    /* What passed the mark before it was set does not wake us. */
    if (group_total(&host.groups, sandbox->group) <= allowed || look == LOOKS - 1) {
      sandbox->growth = (struct watch){fd, grown, sandbox, events};
      watch_fd(&sandbox->growth);
      return;
    }
    close(fd);
  }
}
