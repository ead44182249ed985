#include "world_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

typedef ssize_t transfer(int file, char *content, size_t bytes, off_t at);

static ssize_t give(int file, char *content, size_t bytes, off_t at) {
    return pwrite(file, content, bytes, at);
}

static ssize_t take(int file, char *content, size_t bytes, off_t at) {
    return pread(file, content, bytes, at);
}

/* The system may move less than it is asked to, at most 2^31 bytes at once. */
static int move_piece(int file, transfer *move, const struct world_piece *piece) {
    for (int64_t done = 0; done < piece->bytes;) {
        ssize_t moved = move(file, (char *)piece->content + done, (size_t)(piece->bytes - done),
                             piece->at + done);
        if (moved == 0)
            return ENODATA;
        if (moved < 0 && errno != EINTR)
            return errno;
        done += moved > 0 ? moved : 0;
    }
    return 0;
}

static int move_all(const char *path, int flags, transfer *move, const struct world_piece *piece,
                    int pieces) {
    int file = open(path, flags | O_CLOEXEC, 0666), problem = file < 0 ? errno : 0;
    for (int i = 0; i < pieces && problem == 0; i++)
        problem = move_piece(file, move, &piece[i]);
    if (problem == 0 && move == give && fsync(file) != 0)
        problem = errno;
    if (file >= 0 && close(file) != 0 && problem == 0)
        problem = errno;
    return problem;
}

int world_file_write(const char *path, const struct world_piece *piece, int pieces) {
    return move_all(path, O_WRONLY | O_CREAT | O_TRUNC, give, piece, pieces);
}

int world_file_read(const char *path, const struct world_piece *piece, int pieces) {
    return move_all(path, O_RDONLY, take, piece, pieces);
}
