"""An eigh stage written in Python, as python_eigh.c asks for it:

    solve FILE SIZE COUNT PROCESSES     answered by nothing, or why it could not

Matrices do not go through a pipe: descriptor FILE is memory that the driver, this process and its
own processes share. There lie COUNT matrices, then COUNT times SIZE eigenvalues.

It is ready with "THREADS TEXT", what NumPy's library says of itself.
"""

import ctypes
import functools
import mmap
import os
import re
import signal

import numpy as np

PR_SET_PDEATHSIG = 1
OPENBLAS = re.compile(r"/[^\n]*/lib[^/\n]*openblas[^/\n]*")
LIBC = ctypes.CDLL(None)

# Processes of the stage must not outlive this one.
os.register_at_fork(after_in_child=lambda: LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL))


def openblas(name, result):
    """What this function of NumPy's OpenBLAS returns; None if there is none. Wheels rename it."""
    with open("/proc/self/maps") as maps:
        path = OPENBLAS.search(maps.read())
    library = ctypes.CDLL(path.group()) if path else None
    for form in "{}", "{}64_", "scipy_{}", "scipy_{}64_":
        function = getattr(library, form.format("openblas_" + name), None)
        if function is not None:
            function.restype = result
            return function()
    return None


def about():
    config = openblas("get_config", ctypes.c_char_p)
    if config is None:
        return f"numpy {np.__version__} with a BLAS that is not OpenBLAS"
    name, version = config.decode().split()[:2]
    kernels = openblas("get_corename", ctypes.c_char_p).decode()
    return f"numpy {np.__version__} with {name} {version}, kernels for {kernels}"


def threads():
    """Of the library, for each call; one that does not tell uses what it likes: all cores."""
    return openblas("get_num_threads", ctypes.c_int) or len(os.sched_getaffinity(0))


@functools.lru_cache(maxsize=1)
def mapped(file, length):
    return mmap.mmap(file, length)


def shared(file, shape, offset):
    """An array in the shared memory, which may have grown since the last time."""
    return np.ndarray(shape, buffer=mapped(file, os.fstat(file).st_size), offset=offset)


class Served:
    def __init__(self, stage, requests):
        self.solve_batch = getattr(stage, "solve_batch", None) or self.one_by_one
        self.stage = stage

    def ready(self):
        return f"{threads()} {about()}"

    def one_by_one(self, matrices, processes):
        values = []
        for matrix in matrices:
            a = matrix()
            w, v = self.stage.solve(a)
            a[:] = v.T
            values.append(w)
        return values

    def solve(self, file, size, count, processes):
        """The stage is not given matrices but what returns them, wherever that is called."""
        bytes_each = 8 * size * size
        matrices = [
            functools.partial(shared, file, (size, size), k * bytes_each) for k in range(count)
        ]
        try:
            values = self.solve_batch(matrices, processes)
        except (np.linalg.LinAlgError, ChildProcessError) as error:
            return str(error)
        shared(file, (count, size), count * bytes_each)[:] = values
        return None
