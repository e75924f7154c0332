/*
 * Loaded before a server (LD_PRELOAD), it remembers what of the server's files would survive a power cut: of each file the bytes
 * as they were at its last fsync, of each folder the entries as they were at its own. Whoever cuts the power kills the server
 * and puts the folder back to what is remembered. It also lets calls fail when it is told to.
 *
 *   FAULTS_ROOT    the folder that is watched
 *   FAULTS_KEEP    where is remembered: i/INODE has a file's bytes, d/INODE a folder's entries ("f INODE NAME"), root the inode
 *   FAULTS_IGNORE  files whose names end so, or folders ("/"), are not remembered though they are flushed: a losing control
 *   FAULTS_SWITCH  a file: while it is there, fsync ("eio-fsync") or writing ("eio-write", "enospc") fails
 *
 * The folder must lie on a tmpfs, which gives no inode twice.
 */
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
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define BUCKETS 4096

/* The part of a file that was written since it was last flushed. */
struct dirty {
    ino_t inode;
    off_t from, to;
    struct dirty *next;
};

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static struct dirty *files[BUCKETS];
static const char *root, *keep, *ignored, *switch_file;
static size_t root_length;

static ssize_t (*real_write)(int, const void *, size_t);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_writev)(int, const struct iovec *, int);
static ssize_t (*real_pwritev)(int, const struct iovec *, int, off_t);
static int (*real_ftruncate)(int, off_t);
static int (*real_fsync)(int);

static void *(*real_dlsym)(void *, const char *);

static void resolve(void) {
    static const char *const versions[] = {"GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5"};
    for (int i = 0; i < 3 && !real_dlsym; i++) real_dlsym = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    real_write = real_dlsym(RTLD_NEXT, "write");
    real_pwrite = real_dlsym(RTLD_NEXT, "pwrite64");
    real_writev = real_dlsym(RTLD_NEXT, "writev");
    real_pwritev = real_dlsym(RTLD_NEXT, "pwritev64");
    real_ftruncate = real_dlsym(RTLD_NEXT, "ftruncate64");
    real_fsync = real_dlsym(RTLD_NEXT, "fsync");
}

/* .NET looks up what a program imports in the C library itself, past what was loaded before it. */
void *dlsym(void *library, const char *name) {
    if (!real_dlsym) resolve();
    return library != RTLD_NEXT && strcmp(name, "fsync") == 0 ? (void *)fsync : real_dlsym(library, name);
}

static int is_on(const char *fault) {
    char text[32] = "";
    int fd = switch_file ? open(switch_file, O_RDONLY | O_CLOEXEC) : -1;
    if (fd < 0) return 0;
    ssize_t length = read(fd, text, sizeof text - 1);
    close(fd);
    return length > 0 && strncmp(text, fault, strlen(fault)) == 0;
}

/* The path of an open file below the root; 0 if it is elsewhere. */
static int is_watched(int fd, char path[PATH_MAX]) {
    char link[64];
    if (!root) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, root, root_length) == 0 && (path[root_length] == '/' || path[root_length] == 0);
}

static struct dirty *find(ino_t inode) {
    struct dirty **at = &files[inode % BUCKETS];
    while (*at && (*at)->inode != inode) at = &(*at)->next;
    if (!*at) {
        *at = calloc(1, sizeof **at);
        (*at)->inode = inode;
    }
    return *at;
}

static void note(int fd, off_t from, off_t to) {
    char path[PATH_MAX];
    struct stat st;
    if (to <= from || !is_watched(fd, path) || fstat(fd, &st) != 0) return;
    pthread_mutex_lock(&turn);
    struct dirty *file = find(st.st_ino);
    if (file->to <= file->from) {
        file->from = from;
        file->to = to;
    } else {
        if (from < file->from) file->from = from;
        if (to > file->to) file->to = to;
    }
    pthread_mutex_unlock(&turn);
}

static void copy(int from, int to, off_t at, off_t end) {
    static char block[1 << 16];
    while (at < end) {
        size_t want = (size_t)(end - at) < sizeof block ? (size_t)(end - at) : sizeof block;
        ssize_t got = pread(from, block, want, at);
        if (got <= 0) return;
        real_pwrite(to, block, (size_t)got, at);
        at += got;
    }
}

static void keep_file(const char *path, const struct stat *st, off_t from, off_t to) {
    char kept[PATH_MAX];
    snprintf(kept, sizeof kept, "%s/i/%lu", keep, (unsigned long)st->st_ino);
    int source = open(path, O_RDONLY | O_CLOEXEC);
    int target = open(kept, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (source >= 0 && target >= 0) {
        copy(source, target, from, to < st->st_size ? to : st->st_size);
        real_ftruncate(target, st->st_size);
    }
    if (source >= 0) close(source);
    if (target >= 0) close(target);
}

static void keep_folder(const char *path, ino_t inode) {
    char draft[PATH_MAX], kept[PATH_MAX];
    snprintf(kept, sizeof kept, "%s/d/%lu", keep, (unsigned long)inode);
    snprintf(draft, sizeof draft, "%s/d/%lu.draft", keep, (unsigned long)inode);
    DIR *folder = opendir(path);
    FILE *list = fopen(draft, "we");
    if (folder && list) {
        for (struct dirent *entry; (entry = readdir(folder));) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            fprintf(list, "%c %lu %s\n", entry->d_type == DT_DIR ? 'd' : 'f', (unsigned long)entry->d_ino, entry->d_name);
        }
    }
    if (folder) closedir(folder);
    if (list) fclose(list);
    rename(draft, kept);
}

/* What is there when the server starts is on the disk. */
static void keep_all(const char *path) {
    struct stat st;
    if (lstat(path, &st) != 0) return;
    if (!S_ISDIR(st.st_mode)) {
        keep_file(path, &st, 0, st.st_size);
        return;
    }
    keep_folder(path, st.st_ino);
    DIR *folder = opendir(path);
    if (!folder) return;
    for (struct dirent *entry; (entry = readdir(folder));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        char below[PATH_MAX];
        if (snprintf(below, sizeof below, "%s/%s", path, entry->d_name) < (int)sizeof below) keep_all(below);
    }
    closedir(folder);
}

__attribute__((constructor)) static void begin(void) {
    char path[PATH_MAX];
    struct stat st;
    resolve();
    switch_file = getenv("FAULTS_SWITCH");
    keep = getenv("FAULTS_KEEP");
    ignored = getenv("FAULTS_IGNORE");
    root = getenv("FAULTS_ROOT");
    if (!root || !keep || stat(root, &st) != 0) {
        root = NULL;
        return;
    }
    root_length = strlen(root);
    snprintf(path, sizeof path, "%s/root", keep);
    if (access(path, F_OK) == 0) return;
    snprintf(path, sizeof path, "%s/i", keep);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/d", keep);
    mkdir(path, 0700);
    keep_all(root);
    snprintf(path, sizeof path, "%s/root", keep);
    FILE *file = fopen(path, "we");
    if (file) {
        fprintf(file, "%lu", (unsigned long)st.st_ino);
        fclose(file);
    }
}

static int is_ignored(const char *path, int is_folder) {
    if (!ignored) return 0;
    if (is_folder) return strcmp(ignored, "/") == 0;
    size_t length = strlen(path), suffix = strlen(ignored);
    return length >= suffix && strcmp(path + length - suffix, ignored) == 0;
}

static int flush(int fd) {
    char path[PATH_MAX];
    struct stat st;
    if (!is_watched(fd, path) || fstat(fd, &st) != 0) return real_fsync(fd);
    if (is_on("eio-fsync")) {
        errno = EIO;
        return -1;
    }
    if (is_ignored(path, S_ISDIR(st.st_mode))) return 0;
    pthread_mutex_lock(&turn);
    if (S_ISDIR(st.st_mode)) {
        keep_folder(path, st.st_ino);
    } else {
        struct dirty *file = find(st.st_ino);
        keep_file(path, &st, file->from, file->to);
        file->from = file->to = 0;
    }
    pthread_mutex_unlock(&turn);
    return 0;
}

static int fails(int fd) {
    char path[PATH_MAX];
    if (!switch_file || access(switch_file, F_OK) != 0 || !is_watched(fd, path)) return 0;
    errno = is_on("enospc") ? ENOSPC : is_on("eio-write") ? EIO : 0;
    return errno != 0;
}

int fsync(int fd) { return flush(fd); }

int fdatasync(int fd) { return flush(fd); }

ssize_t write(int fd, const void *bytes, size_t length) {
    if (!real_write) resolve();
    if (fails(fd)) return -1;
    ssize_t written = real_write(fd, bytes, length);
    if (written > 0 && root) {
        int before = errno;
        off_t end = lseek(fd, 0, SEEK_CUR);
        if (end >= written) note(fd, end - written, end);
        errno = before;
    }
    return written;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    if (fails(fd)) return -1;
    ssize_t written = real_pwrite(fd, bytes, length, at);
    if (written > 0) note(fd, at, at + written);
    return written;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (fails(fd)) return -1;
    ssize_t written = real_writev(fd, parts, count);
    off_t end = written > 0 && root ? lseek(fd, 0, SEEK_CUR) : 0;
    if (end >= written && written > 0) note(fd, end - written, end);
    return written;
}

ssize_t pwritev64(int fd, const struct iovec *parts, int count, off_t at) {
    if (fails(fd)) return -1;
    ssize_t written = real_pwritev(fd, parts, count, at);
    if (written > 0) note(fd, at, at + written);
    return written;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return pwritev64(fd, parts, count, at); }

/* A file that shrinks and grows again has zeros in between. */
int ftruncate64(int fd, off_t length) {
    struct stat st;
    if (fails(fd)) return -1;
    if (fstat(fd, &st) == 0 && length != st.st_size) {
        note(fd, length < st.st_size ? length : st.st_size, length < st.st_size ? st.st_size : length);
    }
    return real_ftruncate(fd, length);
}

int ftruncate(int fd, off_t length) { return ftruncate64(fd, length); }
