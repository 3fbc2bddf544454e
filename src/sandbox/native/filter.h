/* The seccomp program that every process of a sandbox runs under. */
#pragma once
#include "system.h"
#include <linux/filter.h>

#define MAX_FILTER 512

struct filter {
  struct sock_filter code[MAX_FILTER];
  unsigned short length;
};

void build_filter(struct filter *filter);
/* Installs it in the caller, which must have set PR_SET_NO_NEW_PRIVS. Returns 0, or -1 with errno. */
int install_filter(const struct filter *filter);
