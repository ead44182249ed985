"""Serves a stage written in Python to its driver, over standard input and output.

    python3 python_stage.py STAGE.py

The other end is python_stage.c. Requests are lines, each answered by a line "ok" or "error TEXT":

    open CELLS      the packed road follows, 8 bytes for each 64 cells, low byte first
    advance STEPS   answered by "ok MOVES", the moves of the last step
    read            behind "ok" comes the packed road
    close

The first line sent is "ready BYTES OPERATIONS", what the stage says that a step costs; "missing
MODULE" if it imports what is not there; or "cannot TEXT" if anything else is wrong with it.
"""

import importlib.util
import math
import numbers
import os
import signal
import sys
import traceback

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


def load(path):
    spec = importlib.util.spec_from_file_location("stage", path)
    stage = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(stage)
    return stage


def cost(stage, name):
    """As cost.h counts it, for each cell and step; 0 if the stage does not say."""
    value = float(getattr(stage, name, 0))
    if not 0 <= value < math.inf:
        raise ValueError(f"{name} is {value}")
    return value


def advance(stage, steps):
    moves = stage.advance(steps)
    if not isinstance(moves, numbers.Integral):
        raise TypeError(f"advance gives {type(moves).__name__}, not how many cars moved")
    return int(moves)


def read(stage, count):
    cells = bytes(stage.read_road())
    if len(cells) != count:
        raise ValueError(f"read_road gives {len(cells)} bytes for {count} cells")
    if cells.translate(None, b"\0\1"):
        raise ValueError("read_road gives cells other than 0 and 1")
    return pack(cells)


def close(stage, names):
    """Gives back what open took: every name that the stage has got since it was loaded."""
    for name in set(vars(stage)) - names:
        delattr(stage, name)


def serve(stage, requests, answers):
    names = set(vars(stage))
    for line in requests:
        request, *argument = line.split()
        answer = b"ok\n"
        if request == b"open":
            count = int(argument[0])
            stage.open_road(unpack(requests.read((count + 63) // 64 * 8), count))
        elif request == b"advance":
            answer = b"ok %d\n" % advance(stage, int(argument[0]))
        elif request == b"read":
            answer += read(stage, count)
        elif request == b"close":
            close(stage, names)
        answers.write(answer)
        answers.flush()


def in_one_line(error):
    if isinstance(error, MemoryError):
        return "python has not enough memory"
    text = str(error).strip().split("\n")[0][:100]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def say(answers, word, text):
    answers.write(f"{word} {text}\n".encode(errors="replace"))
    answers.flush()


def load_or_say_why(path, answers):
    try:
        stage = load(path)
        return stage, cost(stage, "bytes_per_step"), cost(stage, "operations")
    except BaseException as error:
        if isinstance(error, ModuleNotFoundError) and error.name:
            say(answers, "\nmissing", error.name)
        else:
            say(answers, "\ncannot", in_one_line(error))
    raise SystemExit


def main():
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the driver ends too: nothing to tell
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    stage, *costs = load_or_say_why(sys.argv[1], answers)
    os.dup2(3, 2)  # the real stderr,
    os.dup2(3, 1)  # where what a stage prints is not taken for an answer,
    sys.stdout.reconfigure(line_buffering=True)  # and is out before this process is killed
    answers.write(b"\nready %.9g %.9g\n" % tuple(costs))  # on its own line, whatever came before
    answers.flush()
    try:
        serve(stage, requests, answers)
    except BaseException as error:
        if not isinstance(error, MemoryError):
            traceback.print_exc()
        say(answers, "error", in_one_line(error))


if __name__ == "__main__":
    main()
