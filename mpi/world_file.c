/* The file of common/world_file.h by MPI-IO: in a collective call some ranks gather what lies side
   by side, and the file system sees few and long requests where there are many ranks.

   Of MPI's functions only those of files return an error, and do not end the job with it. */
#include "world_file.h"

#include "world.h"
#include "world_comm.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum { LONGEST = 1 << 30 /* bytes: MPI counts in int */, MOST_ERRNO = 134 };

/* Some MPIs know an error only as "Other I/O error", and have the system's words behind it. */
static int by_its_text(int status) {
    char text[MPI_MAX_ERROR_STRING] = "";
    int length;
    MPI_Error_string(status, text, &length);
    for (int problem = 1; problem < MOST_ERRNO; problem++)
        if (problem != EIO && strstr(text, strerror(problem)) != NULL)
            return problem;
    return EIO;
}

static int errno_of(int status) {
    static const int known[][2] = {
        {MPI_SUCCESS, 0},           {MPI_ERR_NO_SPACE, ENOSPC},     {MPI_ERR_QUOTA, EDQUOT},
        {MPI_ERR_ACCESS, EACCES},   {MPI_ERR_NO_SUCH_FILE, ENOENT}, {MPI_ERR_READ_ONLY, EROFS},
        {MPI_ERR_BAD_FILE, EINVAL}, {MPI_ERR_TRUNCATE, ENODATA},
    };
    int class = MPI_ERR_IO;
    MPI_Error_class(status, &class);
    for (unsigned i = 0; i < sizeof known / sizeof *known; i++)
        if (class == known[i][0])
            return known[i][1];
    return by_its_text(status);
}

/* The worst of all ranks' is that of all. */
static int agree(int status) {
    return (int)world_max(errno_of(status));
}

/* All ranks go round as often as the one with the longest piece. */
static int move_piece(MPI_File file, bool write, const struct world_piece *piece) {
    int64_t rounds = (int64_t)world_max((double)(piece->bytes / LONGEST + 1));
    int problem = MPI_SUCCESS;
    for (int64_t round = 0, at = 0; round < rounds; round++) {
        int64_t left = piece->bytes - at;
        int bytes = (int)(left < LONGEST ? left : LONGEST), moved = 0;
        char *content = (char *)piece->content + at;
        MPI_Status status;
        int result =
            write ? MPI_File_write_at_all(file, piece->at + at, content, bytes, MPI_BYTE, &status)
                  : MPI_File_read_at_all(file, piece->at + at, content, bytes, MPI_BYTE, &status);
        if (result == MPI_SUCCESS && bytes > 0 &&
            MPI_Get_count(&status, MPI_BYTE, &moved) == MPI_SUCCESS && moved != bytes)
            result = write ? MPI_ERR_NO_SPACE : MPI_ERR_TRUNCATE;
        if (problem == MPI_SUCCESS)
            problem = result;
        at += bytes;
    }
    return problem;
}

static int move_all(const char *path, bool write, const struct world_piece *piece, int pieces) {
    MPI_File file;
    int mode = write ? MPI_MODE_WRONLY | MPI_MODE_CREATE : MPI_MODE_RDONLY;
    int problem = agree(MPI_File_open(world_comm, path, mode, MPI_INFO_NULL, &file));
    if (problem != 0)
        return problem;
    if (write)
        problem = agree(MPI_File_set_size(file, 0));
    for (int i = 0; i < pieces && problem == 0; i++)
        problem = agree(move_piece(file, write, &piece[i]));
    if (write && problem == 0)
        problem = agree(MPI_File_sync(file));
    int closed = agree(MPI_File_close(&file));
    return problem != 0 ? problem : closed;
}

int world_file_write(const char *path, const struct world_piece *piece, int pieces) {
    return move_all(path, true, piece, pieces);
}

int world_file_read(const char *path, const struct world_piece *piece, int pieces) {
    return move_all(path, false, piece, pieces);
}
