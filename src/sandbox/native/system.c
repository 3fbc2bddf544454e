#include "system.h"
#include <time.h>

int send_packet(int socket, const void *data, size_t length, const int *fds, int count) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * MAX_FDS)];
    struct cmsghdr align;
  } control;
  struct iovec vector = {.iov_base = (void *)data, .iov_len = length};
  struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
  if (count > MAX_FDS) return errno = EMSGSIZE, -1;
  if (count > 0) {
    memset(&control, 0, sizeof control);
    message.msg_control = control.bytes;
    message.msg_controllen = CMSG_SPACE(sizeof(int) * count);
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int) * count);
    memcpy(CMSG_DATA(header), fds, sizeof(int) * count);
  }
  ssize_t sent;
  do sent = sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent < 0 ? -1 : 0;
}

ssize_t receive_packet(int socket, void *data, size_t size, int *fds, int *count, pid_t *sender) {
  union {
    char bytes[CMSG_SPACE(sizeof(int) * MAX_FDS) + CMSG_SPACE(sizeof(struct ucred))];
    struct cmsghdr align;
  } control;
  struct iovec vector = {.iov_base = data, .iov_len = size};
  struct msghdr message = {
      .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control};
  if (count) *count = 0;
  ssize_t length;
  do length = recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
  while (length < 0 && errno == EINTR);
  if (length < 0) return -1;
  for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET) continue;
    if (header->cmsg_type == SCM_CREDENTIALS && sender) {
      struct ucred credentials;
      memcpy(&credentials, CMSG_DATA(header), sizeof credentials);
      *sender = credentials.pid;
    }
    if (header->cmsg_type != SCM_RIGHTS) continue;
    int received = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    for (int index = 0; index < received; index++) {
      int fd;
      memcpy(&fd, CMSG_DATA(header) + sizeof(int) * index, sizeof fd);
      if (fds && count && *count < MAX_FDS) fds[(*count)++] = fd;
      else close(fd);
    }
  }
  return length;
}

int packet_pair(int pair[2]) { return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair); }

int write_text(int folder, const char *path, const char *format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  int fd = openat(folder, path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t written = write(fd, text, length);
  int error = errno;
  close(fd);
  errno = error;
  return written == length ? 0 : -1;
}

ssize_t read_text(int folder, const char *path, char *text, size_t size) {
  int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  size_t length = 0;
  ssize_t count;
  while (length < size - 1 && (count = read(fd, text + length, size - 1 - length)) > 0) length += count;
  close(fd);
  text[length] = 0;
  return length;
}

int make_folders(int folder, const char *path) {
  char copy[4096];
  size_t length = strlen(path);
  if (length >= sizeof copy) return errno = ENAMETOOLONG, -1;
  memcpy(copy, path, length + 1);
  for (char *at = copy; *at; at++) {
    if (*at != '/' || at == copy) continue;
    *at = 0;
    if (mkdirat(folder, copy, 0755) < 0 && errno != EEXIST) return -1;
    *at = '/';
  }
  return mkdirat(folder, copy, 0755) < 0 && errno != EEXIST ? -1 : 0;
}

void close_fd(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

int64_t clock_ms(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}
