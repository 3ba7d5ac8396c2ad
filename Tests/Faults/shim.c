// Stands between the program and its disk: makes one chosen call fail, or writes down what reaches the disk.
//
// Loaded by LD_PRELOAD. Only calls on files beneath $FAULTS_ROOT count, and those on sockets of its connections. A call is
// known by its kind (open, write, fsync …), by its place (the path beneath the root, with `*` for the files of a maildir
// and for numbers at a name's end), and by how many of the kind there were at that place before it.
//
//   FAULTS_LOG=FILE     a line `KIND PLACE` for each call
//   FAULTS_AT="KIND PLACE NUMBER ACTION VALUE"   PLACE may be `*`, any. ACTION: error (errno VALUE, once), from (from this
//                       call on, for all calls of the kind at any place), short (half the bytes, and errno VALUE at the
//                       next), delay (VALUE ms, once), slow (VALUE ms, from this call on, as `from`)
//   FAULTS_JITTER=SEED  makes each call late by up to 2 ms, by chance
//   FAULTS_TAPE=FILE    all changes, with their bytes, and all synchronisations, in order
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define MOST_FILES 4096
#define MOST_PLACES 512
#define real(name) ((__typeof__(&name))next(#name))

static char *root, *folder, *paths[MOST_FILES];
static struct { char name[PATH_MAX]; int count; } places[MOST_PLACES];
static int place_count, log_file = -1, tape = -1;
static char wanted_kind[32], wanted_place[PATH_MAX], action[16];
static int wanted_number, value, hit, short_file = -1;
static unsigned jitter;
// Counts, the table of files, and on tape the order of changes.
static pthread_mutex_t lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;

static void *next(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort();
  return found;
}

static int raw_open(const char *path) {
  int file = syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  // Out of the way of the program's own numbers.
  int high = syscall(SYS_fcntl, file, F_DUPFD_CLOEXEC, 900);
  syscall(SYS_close, file);
  return high;
}

__attribute__((constructor)) static void begin(void) {
  const char *at = getenv("FAULTS_AT"), *log = getenv("FAULTS_LOG"), *onto = getenv("FAULTS_TAPE"), *seed = getenv("FAULTS_JITTER");
  root = getenv("FAULTS_ROOT");
  folder = getcwd(NULL, 0);
  if (log) log_file = raw_open(log);
  if (onto) tape = raw_open(onto);
  if (seed) jitter = atoi(seed) * 2654435761u + getpid() + 1;
  if (at && sscanf(at, "%31s %4095s %d %15s %d", wanted_kind, wanted_place, &wanted_number, action, &value) != 5) abort();
}

// --- Places ---

/// The absolute path without `.` and `..`; NULL where it is not beneath the root.
static char *beneath(int at, const char *path, char *out) {
  char whole[2 * PATH_MAX];
  if (!root || !path) return NULL;
  if (path[0] == '/') snprintf(whole, sizeof whole, "%s", path);
  else if (at == AT_FDCWD) snprintf(whole, sizeof whole, "%s/%s", folder, path);
  else if (at >= 0 && at < MOST_FILES && paths[at]) snprintf(whole, sizeof whole, "%s/%s", paths[at], path);
  else return NULL;
  size_t length = 0;
  for (char *save, *part = strtok_r(whole, "/", &save); part; part = strtok_r(NULL, "/", &save)) {
    if (!strcmp(part, ".")) continue;
    if (!strcmp(part, "..")) {
      while (length > 0 && out[--length] != '/') {}
    } else {
      length += snprintf(out + length, PATH_MAX - length, "/%s", part);
    }
  }
  out[length] = 0;
  size_t most = strlen(root);
  return !strncmp(out, root, most) && (out[most] == '/' || !out[most]) ? out : NULL;
}

/// What a path is counted as.
static void place_of(const char *path, char *out) {
  const char *rest = path + strlen(root);
  snprintf(out, PATH_MAX, "%s", *rest ? rest + 1 : ".");
  char *last = strrchr(out, '/');
  if (last) {
    *last = 0;
    const char *parent = strrchr(out, '/') ? strrchr(out, '/') + 1 : out;
    int is_mail = !strcmp(parent, "new") || !strcmp(parent, "cur") || !strcmp(parent, "tmp");
    *last = '/';
    if (is_mail) strcpy(last + 1, "*");
  }
  size_t length = strlen(out);
  while (length > 0 && out[length - 1] >= '0' && out[length - 1] <= '9') out[--length] = 0;
}

static void remember(int file, const char *path) {
  if (file < 0 || file >= MOST_FILES) return;
  free(paths[file]);
  paths[file] = path ? strdup(path) : NULL;
}

static const char *path_of(int file) { return file >= 0 && file < MOST_FILES ? paths[file] : NULL; }

// --- Faults ---

static void pause_for(int milliseconds, int microseconds) {
  struct timespec time = {milliseconds / 1000, (milliseconds % 1000) * 1000000L + microseconds * 1000L};
  syscall(SYS_nanosleep, &time, NULL);
}

/// Counts a call; true when it shall fail, with errno set. Where half of it shall be done, `half` is set instead.
static int fails(const char *kind, const char *path, int *half) {
  char name[PATH_MAX], counted[PATH_MAX + 64];
  if (!path) return 0;
  pthread_mutex_lock(&lock);
  if (!strcmp(path, "socket")) strcpy(name, "socket"); else place_of(path, name);
  int length = snprintf(counted, sizeof counted, "%s %s\n", kind, name), number = 0, late = 0, wrong = 0;
  if (log_file >= 0) syscall(SYS_write, log_file, counted, length);
  if (jitter) {
    jitter = jitter * 1664525u + 1013904223u;
    late = (jitter >> 16) % 4 ? 0 : (jitter >> 20) % 2000;
  }
  if (wanted_number) {
    for (int index = 0; index < MOST_PLACES; index++) {
      if (index == place_count) { strcpy(places[index].name, counted); place_count++; }
      if (!strcmp(places[index].name, counted)) { number = ++places[index].count; break; }
    }
    int is_kind = !strcmp(kind, wanted_kind);
    int is_place = !strcmp(name, wanted_place) || !strcmp(wanted_place, "*");
    if (is_kind && !hit && number == wanted_number && is_place) {
      hit = 1, wrong = 1;
      if (log_file >= 0) syscall(SYS_write, log_file, "HIT\n", 4);
    }
    else if (is_kind && hit && (!strcmp(action, "from") || !strcmp(action, "slow"))) wrong = 1;
  }
  pthread_mutex_unlock(&lock);
  if (late) pause_for(0, late);
  if (!wrong) return 0;
  if (!strcmp(action, "delay") || !strcmp(action, "slow")) { pause_for(value, 0); return 0; }
  if (!strcmp(action, "short")) { if (half) { *half = 1; return 0; } }
  errno = value;
  return 1;
}

static int fails_at(const char *kind, int at, const char *path) {
  char out[PATH_MAX];
  return fails(kind, beneath(at, path, out), NULL);
}

/// How many bytes a call with a fault of half its length may move; -1 when it shall fail.
static ssize_t allowed(const char *kind, int file, size_t count) {
  int half = 0;
  const char *path = path_of(file);
  if (path && short_file == file && (!strncmp(kind, "write", 5) || !strncmp(kind, "pwrite", 6))) {
    short_file = -1;
    errno = value;
    return -1;
  }
  if (fails(kind, path, &half)) return -1;
  if (!half || count < 2) return count;
  short_file = file;
  return count / 2;
}

// --- The tape ---

static int is_taped(const char *path) {
  return tape >= 0 && path && strcmp(path, "socket") && !(strlen(path) > 4 && !strcmp(path + strlen(path) - 4, "-shm"));
}

static unsigned long inode_of(int file) {
  struct stat status;
  return syscall(SYS_newfstatat, file, "", &status, AT_EMPTY_PATH) == 0 ? status.st_ino : 0;
}

static void note(const char *format, ...) {
  char line[3 * PATH_MAX];
  va_list list;
  va_start(list, format);
  int length = vsnprintf(line, sizeof line, format, list);
  va_end(list);
  syscall(SYS_write, tape, line, length);
}

static void note_bytes(int file, long offset, const unsigned char *bytes, size_t count) {
  char *line = malloc(2 * count + 128);
  int length = sprintf(line, "write\t%lu\t%ld\t", inode_of(file), offset);
  for (size_t index = 0; index < count; index++) length += sprintf(line + length, "%02x", bytes[index]);
  line[length++] = '\n';
  syscall(SYS_write, tape, line, length);
  free(line);
}

// --- The calls ---

static int opening(int at, const char *path, int flags, mode_t mode, int (*open)(int, const char *, int, mode_t)) {
  char out[PATH_MAX];
  char *known = beneath(at, path, out);
  if (fails(flags & O_CREAT ? "create" : "open", known, NULL)) return -1;
  if (!is_taped(known)) {
    int file = open(at, path, flags, mode);
    remember(file, known);
    return file;
  }
  pthread_mutex_lock(&lock);
  struct stat status;
  int was_there = syscall(SYS_newfstatat, AT_FDCWD, known, &status, 0) == 0;
  int file = open(at, path, flags, mode);
  remember(file, known);
  int error = errno;
  if (file >= 0 && !was_there) note("create\t%s\t%lu\n", known, inode_of(file));
  else if (file >= 0 && flags & O_TRUNC) note("truncate\t%lu\t0\n", inode_of(file));
  pthread_mutex_unlock(&lock);
  errno = error;
  return file;
}

static int plain_open(int at, const char *path, int flags, mode_t mode) {
  return real(openat)(at, path, flags, mode);
}

#define MODE(flags, last) ({ mode_t m = 0; if ((flags) & (O_CREAT | __O_TMPFILE)) { va_list l; va_start(l, last); m = va_arg(l, mode_t); va_end(l); } m; })

int open(const char *path, int flags, ...) { return opening(AT_FDCWD, path, flags, MODE(flags, flags), plain_open); }
int open64(const char *path, int flags, ...) { return opening(AT_FDCWD, path, flags, MODE(flags, flags), plain_open); }
int openat(int at, const char *path, int flags, ...) { return opening(at, path, flags, MODE(flags, flags), plain_open); }
int openat64(int at, const char *path, int flags, ...) { return opening(at, path, flags, MODE(flags, flags), plain_open); }

int close(int file) {
  int wrong = fails("close", path_of(file), NULL), error = errno;
  remember(file, NULL);
  // Linux lets go of the file whatever it answers.
  int result = real(close)(file);
  if (!wrong) return result;
  errno = error;
  return -1;
}

int socket(int domain, int type, int protocol) {
  int file = real(socket)(domain, type, protocol);
  remember(file, NULL);
  return file;
}

ssize_t read(int file, void *bytes, size_t count) {
  ssize_t most = allowed("read", file, count);
  short_file = -1;
  return most < 0 ? -1 : real(read)(file, bytes, most);
}

ssize_t pread64(int file, void *bytes, size_t count, off64_t offset) {
  ssize_t most = allowed("pread", file, count);
  short_file = -1;
  return most < 0 ? -1 : real(pread64)(file, bytes, most, offset);
}
ssize_t pread(int file, void *bytes, size_t count, off_t offset) { return pread64(file, bytes, count, offset); }

ssize_t write(int file, const void *bytes, size_t count) {
  ssize_t most = allowed("write", file, count);
  if (most < 0) return -1;
  if (!is_taped(path_of(file))) return real(write)(file, bytes, most);
  pthread_mutex_lock(&lock);
  int appends = syscall(SYS_fcntl, file, F_GETFL) & O_APPEND;
  long offset = appends ? lseek(file, 0, SEEK_END) : lseek(file, 0, SEEK_CUR);
  ssize_t put = real(write)(file, bytes, most);
  if (put > 0) note_bytes(file, offset, bytes, put);
  pthread_mutex_unlock(&lock);
  return put;
}

ssize_t writev(int file, const struct iovec *pieces, int count) {
  if (!path_of(file)) return real(writev)(file, pieces, count);
  ssize_t sum = 0;
  for (int index = 0; index < count; index++) {
    ssize_t put = write(file, pieces[index].iov_base, pieces[index].iov_len);
    if (put < 0) return sum ? sum : -1;
    sum += put;
    if ((size_t)put < pieces[index].iov_len) break;
  }
  return sum;
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  ssize_t most = allowed("pwrite", file, count);
  if (most < 0) return -1;
  if (!is_taped(path_of(file))) return real(pwrite64)(file, bytes, most, offset);
  pthread_mutex_lock(&lock);
  ssize_t put = real(pwrite64)(file, bytes, most, offset);
  if (put > 0) note_bytes(file, offset, bytes, put);
  pthread_mutex_unlock(&lock);
  return put;
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) { return pwrite64(file, bytes, count, offset); }

static int synchronising(const char *kind, int file, int (*sync)(int)) {
  if (fails(kind, path_of(file), NULL)) return -1;
  if (!is_taped(path_of(file))) return sync(file);
  pthread_mutex_lock(&lock);
  int result = sync(file);
  struct stat status;
  if (result == 0 && syscall(SYS_newfstatat, file, "", &status, AT_EMPTY_PATH) == 0) {
    if (S_ISDIR(status.st_mode)) note("syncdir\t%s\n", path_of(file)); else note("sync\t%lu\n", (unsigned long)status.st_ino);
  }
  pthread_mutex_unlock(&lock);
  return result;
}
int fsync(int file) { return synchronising("fsync", file, real(fsync)); }
int fdatasync(int file) { return synchronising("fsync", file, real(fdatasync)); }

int ftruncate64(int file, off64_t size) {
  if (fails("ftruncate", path_of(file), NULL)) return -1;
  if (!is_taped(path_of(file))) return real(ftruncate64)(file, size);
  pthread_mutex_lock(&lock);
  int result = real(ftruncate64)(file, size);
  if (result == 0) note("truncate\t%lu\t%ld\n", inode_of(file), (long)size);
  pthread_mutex_unlock(&lock);
  return result;
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }

/// A change of names: `call` is made, and noted where it succeeds.
#define NAMING(kind, at, path, call, ...) ({ \
  char known_path[PATH_MAX]; \
  char *known = beneath(at, path, known_path); \
  int answer = -1; \
  if (!fails(kind, known, NULL)) { \
    if (is_taped(known)) pthread_mutex_lock(&lock); \
    answer = call; \
    if (is_taped(known)) { \
      int error = errno; \
      if (answer == 0) { __VA_ARGS__; } \
      pthread_mutex_unlock(&lock); \
      errno = error; \
    } \
  } \
  answer; })

int unlinkat(int at, const char *path, int flags) {
  return NAMING("unlink", at, path, real(unlinkat)(at, path, flags), note("unlink\t%s\n", known));
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int mkdirat(int at, const char *path, mode_t mode) {
  return NAMING("mkdir", at, path, real(mkdirat)(at, path, mode), note("mkdir\t%s\n", known));
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }
int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  char target[PATH_MAX];
  return NAMING("rename", from, old, real(renameat2)(from, old, to, new, flags),
                note("rename\t%s\t%s\n", known, beneath(to, new, target)));
}
int renameat(int from, const char *old, int to, const char *new) { return renameat2(from, old, to, new, 0); }
int rename(const char *old, const char *new) { return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int from, const char *old, int to, const char *new, int flags) {
  char target[PATH_MAX];
  return NAMING("link", from, old, real(linkat)(from, old, to, new, flags),
                note("link\t%s\t%s\n", known, beneath(to, new, target)));
}
int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }

// Those that only look, lock or map: nothing of them is on the tape.

int fstat(int file, struct stat *status) { return fails("stat", path_of(file), NULL) ? -1 : real(fstat)(file, status); }
int fstat64(int file, struct stat64 *status) { return fails("stat", path_of(file), NULL) ? -1 : real(fstat64)(file, status); }
int stat(const char *path, struct stat *status) { return fails_at("stat", AT_FDCWD, path) ? -1 : real(stat)(path, status); }
int stat64(const char *path, struct stat64 *status) { return fails_at("stat", AT_FDCWD, path) ? -1 : real(stat64)(path, status); }
int lstat(const char *path, struct stat *status) { return fails_at("stat", AT_FDCWD, path) ? -1 : real(lstat)(path, status); }
int lstat64(const char *path, struct stat64 *status) { return fails_at("stat", AT_FDCWD, path) ? -1 : real(lstat64)(path, status); }
int fstatat(int at, const char *path, struct stat *status, int flags) {
  return fails_at("stat", at, path) ? -1 : real(fstatat)(at, path, status, flags);
}
int fstatat64(int at, const char *path, struct stat64 *status, int flags) {
  return fails_at("stat", at, path) ? -1 : real(fstatat64)(at, path, status, flags);
}
int access(const char *path, int mode) { return fails_at("access", AT_FDCWD, path) ? -1 : real(access)(path, mode); }
int flock(int file, int operation) { return fails("flock", path_of(file), NULL) ? -1 : real(flock)(file, operation); }

static int controlling(int file, int command, void *argument) {
  int locks = command == F_SETLK || command == F_SETLKW;
  return locks && fails("lock", path_of(file), NULL) ? -1 : real(fcntl64)(file, command, argument);
}
int fcntl(int file, int command, ...) {
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
  return controlling(file, command, argument);
}
int fcntl64(int file, int command, ...) {
  va_list list;
  va_start(list, command);
  void *argument = va_arg(list, void *);
  va_end(list);
  return controlling(file, command, argument);
}

void *mmap64(void *place, size_t length, int protection, int flags, int file, off64_t offset) {
  return fails("mmap", flags & MAP_ANONYMOUS ? NULL : path_of(file), NULL)
    ? MAP_FAILED : real(mmap64)(place, length, protection, flags, file, offset);
}
void *mmap(void *place, size_t length, int protection, int flags, int file, off_t offset) {
  return mmap64(place, length, protection, flags, file, offset);
}

struct dirent *readdir(DIR *stream) { return fails("readdir", path_of(dirfd(stream)), NULL) ? NULL : real(readdir)(stream); }
struct dirent64 *readdir64(DIR *stream) {
  return fails("readdir", path_of(dirfd(stream)), NULL) ? NULL : real(readdir64)(stream);
}
int closedir(DIR *stream) {
  remember(dirfd(stream), NULL);
  return real(closedir)(stream);
}

int connect(int file, const struct sockaddr *address, socklen_t length) {
  if (address->sa_family == AF_INET) remember(file, "socket");
  return fails("connect", path_of(file), NULL) ? -1 : real(connect)(file, address, length);
}
/// An error after which a connection is gone: it must be, or the program would wait for an answer that may still come.
/// After the others, such as ENOBUFS, it lives on.
static void end_connection(int file) {
  int error = errno;
  if (error == EPIPE || error == ECONNRESET) real(shutdown)(file, SHUT_RDWR);
  errno = error;
}
ssize_t send(int file, const void *bytes, size_t count, int flags) {
  ssize_t most = allowed("send", file, count);
  short_file = -1;
  if (most < 0) end_connection(file);
  return most < 0 ? -1 : real(send)(file, bytes, most, flags);
}
ssize_t recv(int file, void *bytes, size_t count, int flags) {
  if (fails("recv", path_of(file), NULL)) {
    end_connection(file);
    return errno ? -1 : 0;
  }
  return real(recv)(file, bytes, count, flags);
}
