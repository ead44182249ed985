"""A traffic stage written in Python, as traffic_python.c asks for it:

    open CELLS      the packed road follows, 8 bytes for each 64 cells, low byte first
    advance STEPS   answered by the moves of the last step
    read            behind the answer comes the packed road
    close

It is ready with "BYTES OPERATIONS", what the stage says that a step costs.
"""

import math
import numbers

EIGHT_CELLS = [bytes(byte >> bit & 1 for bit in range(8)) for byte in range(256)]
CHUNK = 1 << 16
DIGITS = bytes.maketrans(b"\0\1", b"01")


def unpack(packed, cells):
    return b"".join(map(EIGHT_CELLS.__getitem__, packed))[:cells]


def pack(cells):
    """The packed road; in chunks, since one long number would be slow to make."""
    chunks = (cells[i : i + CHUNK] for i in range(0, len(cells), CHUNK))
    packed = b"".join(
        int(chunk[::-1].translate(DIGITS), 2).to_bytes((len(chunk) + 7) // 8, "little")
        for chunk in chunks
    )
    return packed + bytes(-len(packed) % 8)


def cost(stage, name):
    """As cost.h counts it, for each cell and step; 0 if the stage does not say."""
    value = float(getattr(stage, name, 0))
    if not 0 <= value < math.inf:
        raise ValueError(f"{name} is {value}")
    return value


class Served:
    def __init__(self, stage, requests):
        self.stage, self.requests = stage, requests
        self.names = set(vars(stage))

    def ready(self):
        return "%.9g %.9g" % (cost(self.stage, "bytes_per_step"), cost(self.stage, "operations"))

    def open(self, count):
        self.count = count
        packed = self.requests.read((count + 63) // 64 * 8)
        self.stage.open_road(unpack(packed, count))

    def advance(self, steps):
        moves = self.stage.advance(steps)
        if not isinstance(moves, numbers.Integral):
            raise TypeError(f"advance gives {type(moves).__name__}, not how many cars moved")
        return int(moves)

    def read(self):
        cells = bytes(self.stage.read_road())
        if len(cells) != self.count:
            raise ValueError(f"read_road gives {len(cells)} bytes for {self.count} cells")
        if cells.translate(None, b"\0\1"):
            raise ValueError("read_road gives cells other than 0 and 1")
        return pack(cells)

    def close(self):
        """Gives back what open took: every name that the stage has got since it was loaded."""
        for name in set(vars(self.stage)) - self.names:
            delattr(self.stage, name)
