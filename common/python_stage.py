"""Serves a stage written in Python to its driver, over standard input and output.

    python3 python_stage.py WORKLOAD_python.py STAGE.py

The other end is python_process.c. Requests are lines, a word and numbers: each is a method of the
workload's class Served, and answered by a line "ok VALUE" or "error TEXT".

The first line sent is "ready VALUE", of the same class; "missing MODULE" if the stage imports what
is not there; or "cannot TEXT" if anything else is wrong with it.
"""

import importlib.util
import os
import signal
import sys
import traceback


def load(path):
    name = os.path.splitext(os.path.basename(path))[0]
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_answer(value):
    """Bytes follow the line; anything else stands in it."""
    return b"ok \n" + value if isinstance(value, bytes) else f"ok {value}\n".encode()


def serve(served, requests, answers):
    for line in requests:
        request, *numbers = line.decode().split()
        answer = getattr(served, request)(*map(int, numbers))
        answers.write(as_answer("" if answer is None else answer))
        answers.flush()


def in_one_line(error):
    if isinstance(error, MemoryError):
        return "python has not enough memory"
    text = str(error).strip().split("\n")[0][:100]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def say(answers, word, text):
    answers.write(f"{word} {text}\n".encode(errors="replace"))
    answers.flush()


def load_or_say_why(workload, stage, requests, answers):
    try:
        stage = load(stage)  # first: it may have settings for what it imports
        served = load(workload).Served(stage, requests)
        return served, served.ready()
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
    sys.dont_write_bytecode = True
    served, ready = load_or_say_why(*sys.argv[1:], requests, answers)
    os.dup2(3, 2)  # the real stderr,
    os.dup2(3, 1)  # where what a stage prints is not taken for an answer,
    sys.stdout.reconfigure(line_buffering=True)  # and is out before this process is killed
    say(answers, "\nready", ready)  # on its own line, whatever came before
    try:
        serve(served, requests, answers)
    except BaseException as error:
        if not isinstance(error, MemoryError):
            traceback.print_exc()
        say(answers, "error", in_one_line(error))


if __name__ == "__main__":
    main()
