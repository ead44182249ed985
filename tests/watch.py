"""What --watch shows, on a terminal of our own making; called by test_watch.sh, prints lines as test.h."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

BIN = os.environ.get("BIN", "bin")
PATIENCE = 60  # seconds, for what takes far less
UP, DOWN, RIGHT, LEFT = (b"\033[" + letter for letter in (b"A", b"B", b"C", b"D"))
failed = False


def check(claim, right, got=""):
    global failed
    failed = failed or not right
    print(f"ok - {claim}" if right else f"not ok - {claim}: {got}", flush=True)


class Screen:
    """As much of a terminal as a picture needs; whatever else it is sent counts as an error."""

    CODE = re.compile(r"\033\[(\?)?([0-9;]*)([A-Za-z])")

    def __init__(self, rows, columns):
        self.rows, self.columns = rows, columns
        self.rest, self.other, self.cursor_shown, self.errors, self.printed = "", False, True, [], ""
        self.whole = False  # nothing of a picture is still to come
        self.wipe()

    def wipe(self):
        self.cell = [[" "] * self.columns for _ in range(self.rows)]
        self.colour = [[""] * self.columns for _ in range(self.rows)]
        self.row = self.column = 0
        self.ink = ""

    def feed(self, text):
        text = self.rest + text
        at = 0
        while at < len(text):
            if text[at] != "\033":
                self.put(text[at])
                at += 1
                continue
            code = self.CODE.match(text, at)
            if not code:
                break
            self.obey(*code.groups())
            at = code.end()
        self.rest = text[at:]

    def put(self, letter):
        if not self.other:
            self.printed += letter
        elif self.row >= self.rows or self.column >= self.columns:
            self.errors.append(f"'{letter}' in row {self.row}, column {self.column}")
        else:
            self.cell[self.row][self.column] = letter
            self.colour[self.row][self.column] = self.ink
            self.column += 1

    def obey(self, private, numbers, letter):
        if private and numbers == "1049":
            self.other = letter == "h"
            self.wipe()
        elif private and numbers == "25":
            self.cursor_shown = letter == "h"
        elif private and numbers == "2026":
            self.whole = letter == "l"
        elif letter == "H":
            row, column = (int(number) - 1 for number in numbers.split(";"))
            if not self.other:
                self.errors.append("painted on the shell's screen")
            self.row, self.column = min(max(row, 0), self.rows - 1), min(max(column, 0), self.columns - 1)
        elif letter == "K":
            self.cell[self.row][self.column:] = " " * (self.columns - self.column)
        elif letter == "J":
            self.wipe()
        elif letter == "m":
            self.ink = numbers
        else:
            self.errors.append(f"ESC [ {private} {numbers} {letter}")

    def lines(self):
        return ["".join(row).rstrip() for row in self.cell]


class Watched:
    """A program on a terminal."""

    def __init__(self, program, *arguments, rows=24, columns=80, kind="xterm-256color"):
        self.ours, self.its = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.its)
        self.run = subprocess.Popen([f"{program}", "--watch", *arguments], stdin=self.its, stdout=self.its,
                                    stderr=self.its, env={**os.environ, "TERM": kind},
                                    preexec_fn=self.lead)

    def lead(self):
        os.setsid()
        fcntl.ioctl(self.its, termios.TIOCSCTTY, 0)

    def resize(self, rows, columns):
        fcntl.ioctl(self.its, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen = Screen(rows, columns)
        self.screen.other = hasattr(self, "run")

    def press(self, keys):
        os.write(self.ours, keys)

    def look(self, seconds=0.05):
        while select.select([self.ours], [], [], seconds)[0]:
            self.screen.feed(os.read(self.ours, 65536).decode())
            seconds = 0

    def wait_for(self, pattern):
        """The screen as soon as it shows this."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            ended = self.run.poll() is not None
            self.look()
            if ended and not self.screen.other:
                return False
            if self.screen.whole and re.search(pattern, "\n".join(self.screen.lines())):
                return True
        return False

    def end(self):
        """Exit status, negative: by this signal."""
        end = time.monotonic() + PATIENCE
        while self.run.poll() is None and time.monotonic() < end:
            self.look()
        if self.run.poll() is None:
            self.run.kill()
        self.look()
        self.run.wait()
        return self.run.returncode

    def check_restored(self, claim):
        screen = self.screen
        modes = termios.tcgetattr(self.its)
        check(f"{claim}: modes, screen and cursor are as before",
              modes == self.before and not screen.other and screen.cursor_shown and screen.rest == "",
              (modes, screen.other, screen.cursor_shown, screen.rest))
        check(f"{claim}: nothing was painted beside the screen", screen.errors == [], screen.errors[:3])
        os.close(self.ours)
        os.close(self.its)

    def road(self):
        """Step, and the rows of the road."""
        lines = self.screen.lines()
        return int(re.match(r"step (\d+):", lines[1]).group(1)), [line for line in lines[2:-2] if line]


def bits_of_roads(program, cells, steps, *arguments):
    """The road after each step, of a stage that is judged at each of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/road.pbm"
        subprocess.run([f"{BIN}/{program}", "--cells", f"{cells}", "--steps", f"{steps}", "--image", path,
                        "--image-every", "1", *arguments], check=True, stdout=subprocess.DEVNULL)
        with open(path, "rb") as file:
            bits = file.read().split(b"\n", 2)[2]
    width = (cells + 7) // 8
    rows = [bits[width * step:width * (step + 1)] for step in range(steps + 1)]
    return [[row[i // 8] >> (7 - i % 8) & 1 for i in range(cells)] for row in rows]


def exact_roads(cells, steps, *arguments):
    """The same as text."""
    return [as_text(road) for road in bits_of_roads("traffic-naive", cells, steps, *arguments)]


def as_text(road):
    ahead = road[1:] + road[:1]
    return "".join("." if not here else "#" if next else ">" for here, next in zip(road, ahead))


def go_to_step(watched, step):
    """Step by step; true if it is there."""
    watched.press(b" ")
    there = watched.wait_for("paused")
    while there and watched.road()[0] < step:
        watched.press(b"s")
        there = watched.wait_for(f"step {watched.road()[0] + 1}:")
    return there and watched.road()[0] == step


def test_rows(program, cells, step, rows=24, columns=80, density="0.52"):
    """What is shown is the road, as it was after each step."""
    name = f"{program} on {cells} cells of density {density}, {rows} x {columns}"
    exact = exact_roads(cells, step, "--density", density)
    watched = Watched(f"{BIN}/{program}", "--cells", f"{cells}", "--density", density, rows=rows, columns=columns)
    check(f"{name}: gets to step {step}", watched.wait_for("step 1:") and go_to_step(watched, step),
          watched.screen.lines()[:2])
    shown, past = watched.road()
    expected = [road[:columns] for road in exact[max(0, step + 1 - (rows - 5)):]]
    check(f"{name}: the rows are the last roads", past == expected, (shown, past, expected))
    inks = {letter: {ink for line, inks in zip(watched.screen.cell[2:-2], watched.screen.colour[2:-2])
                     for shown, ink in zip(line, inks) if shown == letter} for letter in ">#"}
    check(f"{name}: who moves and who waits differ in colour too",
          all(len(ink) <= 1 for ink in inks.values()) and not inks[">"] & inks["#"], inks)
    watched.press(b"q")
    check(f"{name}: verified at the end", watched.end() == 0 and
          f"\rVerified: all {cells} cells, " in watched.screen.printed,
          repr(watched.screen.printed))
    watched.check_restored(name)


def test_street(*rules):
    """On the other roads a car moves if its cell will be empty: where it waits nobody can move in."""
    name = "street-cars " + " ".join(rules)
    bits = bits_of_roads("street-cars", 60, 16, *rules)
    exact = ["".join("." if not here else "#" if next else ">" for here, next in zip(*pair))
             for pair in zip(bits, bits[1:])]
    watched = Watched(f"{BIN}/street-cars", "--cells", "60", *rules)
    check(f"{name}: gets to step 15", watched.wait_for("step 1:") and go_to_step(watched, 15),
          watched.screen.lines()[:2])
    check(f"{name}: who is shown to move does", watched.road() == (15, exact), (watched.road(), exact))
    head = watched.screen.lines()[0]
    check(f"{name}: how many are there", f"60 cells, {60 - exact[15].count('.')} cars" in head, head)
    line, moved = watched.screen.lines()[1], exact[14].count(">")
    check(f"{name}: how many moved", line.endswith(f"flow {moved / 60:.3f}") and "infinite" not in line, line)
    watched.press(b"q")
    check(f"{name}: verified at the end", watched.end() == 0 and "\rVerified: all 60 cells, " in watched.screen.printed,
          repr(watched.screen.printed))
    watched.check_restored(name)


def test_wrong_street():
    """A car drives on at the red light on cell 50: shown is the step in which the first one does."""
    watched = Watched("build/wrong/street-no-light", "--cells", "100", "--green", "1", "--red", "30")
    watched.wait_for("step 1:")
    watched.press(RIGHT * 3)
    check("street-no-light: status", watched.end() == 1)
    check("street-no-light: shows where", re.search(
        r"goes wrong at cell 50; .* from cell 18 on:\r\n  before    \S{64}\r\n  after     \S{32}\.\S{31}\r\n"
        r"  should be \S{32}[>#]\S{31}\r\n {44}\^\r\n", watched.screen.printed), watched.screen.printed)
    watched.check_restored("street-no-light")


def test_figures():
    """Step 100 of the README's road."""
    watched = Watched(f"{BIN}/traffic-packed", "--cells", "1000")
    watched.wait_for("step 1:")
    watched.press(RIGHT * 4)
    check("faster, up to 64 steps/s", watched.wait_for("64 steps/s"), watched.screen.lines()[0])
    watched.press(LEFT * 7)
    check("slower, down to 1", watched.wait_for("to 1 steps/s"), watched.screen.lines()[0])
    check("s steps and pauses", go_to_step(watched, 10), watched.screen.lines()[:2])
    lines = watched.screen.lines()
    run = subprocess.run([f"{BIN}/traffic-packed", "--cells", "1000", "--steps", "10"], check=True,
                         capture_output=True, text=True).stdout
    velocity = re.search(r"iteration 10 average velocity is (\S+)  \((\d+) cars moved; infinite road (\S+)\)", run)
    expected = (f"step 10: average velocity {float(velocity[1]):.3f} (infinite road {float(velocity[3]):.3f}), "
                f"flow {int(velocity[2]) / 1000:.3f}")
    check("step, velocities and flow are those of a measured run", lines[1] == expected, (lines[1], expected))
    check("which cells are shown is said", lines[-2].endswith("cells 0 to 79"), lines[-2])
    watched.press(b"q")
    check("status", watched.end() == 0)
    watched.check_restored("a long road")


def test_densities():
    watched = Watched(f"{BIN}/traffic-naive", "--cells", "60")
    watched.wait_for("step 1:")
    watched.press(b" ")
    watched.wait_for("paused")
    cars = []
    for key, density in ((UP, "0.55"), (UP, "0.6"), (DOWN, "0.55"), (DOWN, "0.5")):
        exact = exact_roads(60, 1, "--density", density)
        watched.press(key)
        expected = f"{60 - exact[0].count('.')} cars"
        check(f"density {density}: {expected}", watched.wait_for(f"60 cells, {expected}"), watched.screen.lines()[0])
        check(f"density {density}: a road of its own", watched.road() == (1, exact), watched.road())
    watched.press(UP * 30)
    check("at most all cells are full", watched.wait_for("60 cells, 60 cars"), watched.screen.lines()[0])
    watched.press(DOWN * 30)
    check("at least none is", watched.wait_for("60 cells, 0 cars"), watched.screen.lines()[0])
    watched.press(b" ")
    check("without cars the show goes on", watched.wait_for("step [2-9]:"), watched.screen.lines()[1])
    watched.press(b"q")
    check("the last road is judged", watched.end() == 0 and "60 cells, 0 cars" in watched.screen.printed,
          repr(watched.screen.printed))
    watched.check_restored("other densities")


def test_ends(name, end, status):
    """However it ends, the terminal is as before."""
    watched = Watched(f"{BIN}/traffic-naive", "--cells", "70")
    watched.wait_for("step 2:")
    hidden = watched.screen.other and not watched.screen.cursor_shown
    raw = termios.tcgetattr(watched.its) != watched.before
    check(f"{name}: another screen, no cursor, other modes before", hidden and raw, (hidden, raw))
    end(watched)
    got = watched.end()
    check(f"{name}: status {status}", got == status, got)
    watched.check_restored(name)


def test_stop():
    """Ctrl-Z and fg."""
    watched = Watched(f"{BIN}/traffic-naive", "--cells", "70")
    watched.wait_for("step 2:")
    watched.press(b" ")
    watched.wait_for("paused")
    watched.press(b"\x1a")
    end = time.monotonic() + PATIENCE
    while os.waitid(os.P_PID, watched.run.pid, os.WSTOPPED | os.WNOHANG) is None and time.monotonic() < end:
        watched.look()
    watched.look()
    check("Ctrl-Z: the terminal is the shell's", termios.tcgetattr(watched.its) == watched.before and
          watched.screen.cursor_shown and not watched.screen.other)
    watched.run.send_signal(signal.SIGCONT)
    check("fg: the road is there again", watched.wait_for("step [0-9]+:.*") and watched.screen.other)
    watched.press(b"q")
    check("fg: status", watched.end() == 0)
    watched.check_restored("fg")


def test_resize():
    exact = exact_roads(70, 30)
    watched = Watched(f"{BIN}/traffic-naive", "--cells", "70")
    watched.wait_for("step 1:")
    go_to_step(watched, 30)
    for rows, columns in ((10, 40), (50, 132), (6, 12), (24, 80)):
        watched.resize(rows, columns)
        shown = [road[:columns] for road in exact[max(0, 31 - (rows - 5)):]]
        check(f"{rows} x {columns}: painted anew",
              watched.wait_for("(?m)^" + "\\n+".join(map(re.escape, shown)) + "$"), watched.screen.lines())
        check(f"{rows} x {columns}: within", watched.screen.errors == [], watched.screen.errors[:3])
    for rows, columns in ((2, 3), (1, 1)):
        watched.resize(rows, columns)
        check(f"{rows} x {columns}: something is shown", watched.wait_for(r"\S"), watched.screen.lines())
    watched.press(b"q")
    check("resized: status", watched.end() == 0)


def test_dumb():
    watched = Watched(f"{BIN}/traffic-naive", kind="dumb")
    check("TERM=dumb: status", watched.end() == 2)
    check("TERM=dumb: one line", watched.screen.printed ==
          "traffic-naive: --watch needs a terminal whose cursor can be moved; TERM says that this is none\r\n",
          repr(watched.screen.printed))
    watched.check_restored("TERM=dumb")


def test_wrong(name, cells):
    """A stage that is wrong is shown up to there, and then what is wrong is said."""
    watched = Watched(f"build/wrong/{name}", "--cells", "1000")
    watched.wait_for("step 1:")
    watched.press(RIGHT * 3)
    status = watched.end()
    check(f"{name}: status", status == 1, status)
    check(f"{name}: says why", f"{name}: FAILED:" in watched.screen.printed and
          "Verified" not in watched.screen.printed, watched.screen.printed)
    if cells:
        check_mistake(name, watched.screen.printed)
    watched.check_restored(name)


def check_mistake(name, printed):
    """What is said of the first wrong cell."""
    found = re.search(r"Step (\d+) goes wrong at cell (\d+); .* from cell (\d+) on:\r\n  before    (\S+)\r\n"
                      r"  after     (\S+)\r\n  should be (\S+)\r\n( +)\^\r\n", printed)
    check(f"{name}: shows where", found, printed)
    if not found:
        return
    step, wrong, first = (int(number) for number in found.groups()[:3])
    exact = exact_roads(1000, step)
    before, after, should = found.groups()[3:6]
    check(f"{name}: the roads before and as they should be are exact", before == exact[step - 1][first:first + 64] and
          should == exact[step][first:first + 64], found.groups())
    at = next(i for i in range(64) if (after[i] == ".") != (should[i] == "."))
    check(f"{name}: the first wrong cell is marked", first + at == wrong and len(found[7]) == 12 + at, found.groups())


def press(keys):
    return lambda watched: watched.press(keys)


def send(number):
    return lambda watched: watched.run.send_signal(number)


for arguments in (("traffic-naive", 70, 3), ("traffic-naive", 70, 40), ("traffic-naive", 50, 12, 24, 80, "0.8"),
                  ("traffic-array", 1, 3, 24, 80, "1"), ("traffic-packed", 200, 25),
                  ("traffic-jump", 64, 5), ("traffic-lanes", 300, 5, 12, 133)):
    test_rows(*arguments)
test_figures()
test_densities()
test_resize()
test_stop()
test_dumb()
for arguments in (("q", press(b"q"), 0), ("Ctrl-C", press(b"\x03"), -signal.SIGINT),
                  ("kill -TERM", send(signal.SIGTERM), -signal.SIGTERM), ("kill -HUP", send(signal.SIGHUP), -signal.SIGHUP),
                  ("a crash", send(signal.SIGSEGV), -signal.SIGSEGV)):
    test_ends(*arguments)
if subprocess.run([f"{BIN}/street-cars", "--probe"], capture_output=True, check=False).returncode == 0:
    for rules in (("--brake", "0.3"), ("--green", "5", "--red", "4"),
                  ("--enter", "0.9", "--leave", "0.4", "--density", "0.2")):
        test_street(*rules)
    test_wrong_street()
else:
    print("skip - --watch on the other roads: built without Random123 (apt-get install librandom123-dev)", flush=True)
for stage in ("traffic-lost-car", "traffic-stale-halo", "traffic-dropped-cells"):
    test_wrong(stage, True)
for stage in ("traffic-miscount", "traffic-quits"):
    test_wrong(stage, False)
sys.exit(failed)
