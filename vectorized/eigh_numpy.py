"""NumPy: linalg.eigh.

The one function that a stage needs; bin/eigh-numpy.py makes the matrices, calls it for each, reads
the clock and judges every eigenpair, as for every stage.
"""

import numpy as np


def solve(a):
    """The eigenvalues of the matrix a, ascending, and their vectors: the columns of the second."""
    return np.linalg.eigh(a)


if __name__ == "__main__":
    raise SystemExit("a stage does not run by itself: make, then bin/eigh-numpy.py")
