"""Serves a stage written in Python to its driver, over standard input and output.

    python3 python_stage.py STAGE.py

The other end is python_stage.c. Requests are lines, behind "open" come the road's words:

    open CELLS      the packed road follows, 8 bytes for each 64 cells, low byte first
    advance STEPS   answered by a line with the moves of the last step
    read            answered by the packed road

The first line sent is "ready", or "missing MODULE" if the stage imports what is not there.
"""

import importlib.util
import os
import sys

EIGHT_CELLS = [bytes(byte >> bit & 1 for bit in range(8)) for byte in range(256)]
CHUNK = 1 << 16
DIGITS = bytes.maketrans(b"\0\1", b"01")


def unpack(packed, cells):
    return b"".join(map(EIGHT_CELLS.__getitem__, packed))[:cells]


def pack(cells):
    """The packed road; in chunks, since one long number would be slow to make."""
    cells = bytes(cells)
    cells += bytes(-len(cells) % 64)
    chunks = (cells[i : i + CHUNK] for i in range(0, len(cells), CHUNK))
    return b"".join(
        int(chunk[::-1].translate(DIGITS), 2).to_bytes(len(chunk) // 8, "little") for chunk in chunks
    )


def load(path):
    spec = importlib.util.spec_from_file_location("stage", path)
    stage = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(stage)
    return stage


def serve(stage, requests, answers):
    for line in requests:
        request, *argument = line.split()
        if request == b"open":
            cells = int(argument[0])
            stage.open_road(unpack(requests.read((cells + 63) // 64 * 8), cells))
        elif request == b"advance":
            answers.write(b"%d\n" % stage.advance(int(argument[0])))
        elif request == b"read":
            answers.write(pack(stage.read_road()))
        answers.flush()


def main():
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the stage prints must not be taken for an answer
    try:
        stage = load(sys.argv[1])
    except ImportError as error:
        answers.write(b"missing %s\n" % (error.name or "a module").encode())
        answers.flush()
        return
    answers.write(b"ready\n")
    answers.flush()
    serve(stage, requests, answers)


if __name__ == "__main__":
    main()
