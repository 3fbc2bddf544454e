/*
 * The host's name servers: read anew when the file has changed, as it does on a computer that is carried about. Names below "localhost" are
 * answered here: what the server names so (APIs, function URLs, buckets) is reached inside too.
 */
#include "broker-internal.h"
#include <arpa/inet.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#define SOURCE "/etc/resolv.conf"

static bool parse_address(const char *text, union address *address) {
  memset(address, 0, sizeof *address);
  if (inet_pton(AF_INET, text, &address->v4.sin_addr) == 1) {
    address->v4.sin_family = AF_INET;
    address->v4.sin_port = htons(53);
    return true;
  }
  char plain[128];
  snprintf(plain, sizeof plain, "%s", text);
  char *scope = strchr(plain, '%');
  if (scope) *scope++ = 0;
  if (inet_pton(AF_INET6, plain, &address->v6.sin6_addr) != 1) return false;
  address->v6.sin6_family = AF_INET6;
  address->v6.sin6_port = htons(53);
  if (scope) address->v6.sin6_scope_id = if_nametoindex(scope);
  return true;
}

static int read_servers(union address *found) {
  int count = 0;
  FILE *file = fopen(SOURCE, "re");
  if (!file) return 0;
  char line[512], text[128];
  while (count < NAME_SERVERS && fgets(line, sizeof line, file))
    if (sscanf(line, " nameserver %127s", text) == 1 && parse_address(text, &found[count])) count++;
  fclose(file);
  return count;
}

int name_servers(union address *found) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static union address known[NAME_SERVERS];
  static int count;
  static struct stat then;
  pthread_mutex_lock(&lock);
  struct stat now = {0};
  stat(SOURCE, &now);
  if (now.st_ino != then.st_ino || now.st_size != then.st_size || now.st_mtim.tv_sec != then.st_mtim.tv_sec ||
      now.st_mtim.tv_nsec != then.st_mtim.tv_nsec) {
    count = read_servers(known);
    then = now;
  }
  memcpy(found, known, sizeof known);
  int result = count;
  pthread_mutex_unlock(&lock);
  return result;
}

size_t network_resolv_conf(char *text, size_t size) {
  union address servers[NAME_SERVERS];
  int count = read_servers(servers);
  size_t length = 0;
  if (size == 0) return 0;
  text[0] = 0;
#define ADD(...)                                                                              \
  do {                                                                                  \
    int n = snprintf(text + length, size - length, __VA_ARGS__);                  \
    if (n > 0) length = length + (size_t)n < size ? length + (size_t)n : size - 1; \
  } while (0)
  for (int i = 0; i < (count > 0 ? count : 1); i++) {
    uint32_t v4 = NAME_SERVER_V4 - (uint32_t)i;
    ADD("nameserver %u.%u.%u.%u\n", v4 >> 24, v4 >> 16 & 255, v4 >> 8 & 255, v4 & 255);
  }
  FILE *file = fopen(SOURCE, "re");
  char line[512];
  while (file && fgets(line, sizeof line, file))
    if (strncmp(line, "search", 6) == 0 || strncmp(line, "options", 7) == 0) ADD("%s", line);
  if (file) fclose(file);
  return length;
#undef ADD
}

#define DNS_HEAD 12
#define DNS_A 1
#define DNS_ANY 255
#define DNS_IN 1

/* The end of a question's name, which is not compressed; 0: it is malformed, or not below "localhost". */
static size_t local_name_end(const uint8_t *question, size_t size) {
  static const char local[] = "localhost";
  size_t at = DNS_HEAD, last = 0;
  while (at < size && question[at] > 0 && question[at] < 64) last = at, at += question[at] + 1u;
  if (at >= size || question[at] != 0 || last == 0) return 0;
  bool is_local = question[last] == sizeof local - 1 && strncasecmp((const char *)question + last + 1, local, sizeof local - 1) == 0;
  return is_local ? at + 1 : 0;
}

size_t local_name_answer(const uint8_t *question, size_t size, uint8_t *answer) {
  size_t end = size >= DNS_HEAD ? local_name_end(question, size) : 0;
  /* A single question, and a standard one. */
  if (end == 0 || end + 4 > size || (question[2] & 0xf8) || question[4] != 0 || question[5] != 1) return 0;
  unsigned type = (unsigned)question[end] << 8 | question[end + 1], class = (unsigned)question[end + 2] << 8 | question[end + 3];
  bool has = (type == DNS_A || type == DNS_ANY) && class == DNS_IN;
  /* The name once more (where it stands in the question), A, IN, a minute, four bytes. */
  static const uint8_t record[] = {0xc0, DNS_HEAD, 0, DNS_A, 0, DNS_IN, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1};
  size_t length = end + 4;
  if (length + sizeof record > LOCAL_NAME_ANSWER_BYTES) return 0;
  memcpy(answer, question, length);
  answer[2] = 0x84 | (question[2] & 1); /* an answer, by who knows; recursion as it was desired */
  answer[3] = 0x80;
  memset(answer + 6, 0, 6);
  if (!has) return length;
  answer[7] = 1;
  memcpy(answer + length, record, sizeof record);
  return length + sizeof record;
}
