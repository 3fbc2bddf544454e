/*
 * lambent-sandbox host: makes sandboxes; file descriptor 3 is the server's control socket.
 * lambent-sandbox network-try ...: a command in a network of its own; see broker-try.c.
 */
#include "broker.h"
#include "host.h"

int main(int count, char **words) {
  if (count >= 2 && strcmp(words[1], "network-try") == 0) return broker_try_main(count - 1, words + 1);
  if (count == 2 && strcmp(words[1], "host") == 0) {
    /* First processes of sandboxes show these words inside: no path of the host among them. */
    memset(words[1], 0, strlen(words[1]));
    memset(words[0], 0, strlen(words[0]));
    words[0][0] = '-';
    return run_host(3);
  }
  fprintf(stderr, "Started by the server, not by hand.\n");
  return 2;
}
