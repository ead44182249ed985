"""NumPy: multiprocessing.

    Pool    tasks 0, 1, 2, ...  -->    process 0   |= 0 =|== 2 ==|= 3 =|= 6
            eigenvalues         <--    process 1   |=== 1 ===|= 4 =|== 5 ==| ...

Processes, since threads of Python would wait for each other. A matrix is not sent to them: it lies
in memory that they all share, and so do its eigenvectors when it is solved.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # NumPy's library reads it when it is loaded

import multiprocessing

import numpy as np

pool = None


def process_data(i, matrix):
    a = matrix()
    w, v = np.linalg.eigh(a)
    a[:] = v.T
    return i, w


def solve_batch(matrices, nproc):
    """The eigenvalues of each matrix; in the rows of the matrix, their vectors."""
    global pool, processes
    if pool is None:
        pool = multiprocessing.get_context("fork").Pool(nproc)
        processes = multiprocessing.active_children()
    results = pool.starmap_async(process_data, enumerate(matrices))
    while not results.ready():
        if not all(process.is_alive() for process in processes):
            raise ChildProcessError("a process of the pool was killed")  # Pool would wait for ever
        results.wait(0.1)
    return [w for i, w in results.get()]


if __name__ == "__main__":
    raise SystemExit("a stage does not run by itself: make, then bin/eigh-multiprocessing.py")
