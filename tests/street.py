"""The lecture's other roads once more, from their rules alone: every cell of what the programs draw, and the
laws of the flow, derived anew from all roads of a few cells. Called by test_street.sh, prints lines as test.h."""

import itertools
import math
import os
import re
import subprocess
import sys
import tempfile

BIN = os.environ.get("BIN", "bin")
PROGRAM = os.path.join(BIN, "street-cars")
ERRORS = 4  # standard errors of the mean that a measured flow may be away from an exact one
ROADS = 16  # with a seed each, for such a mean
failed = False


def check(claim, right, got=""):
    global failed
    failed = failed or not right
    print(f"ok - {claim}" if right else f"not ok - {claim}: {got}", flush=True)


def run(*arguments):
    words = [PROGRAM] + [str(argument) for argument in arguments]
    said = subprocess.run(words, capture_output=True, text=True, check=False)
    if said.returncode != 0 or said.stderr:
        check(" ".join(words), False, said.stderr)
        sys.exit(1)
    return said.stdout


# ------------------------------------------------------------------------------- every cell ---

def philox(counter, key):
    """Philox4x32-10 of Salmon et al., SC11."""
    c, k = list(counter), list(key)
    for _ in range(10):
        one, two = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(two >> 32) ^ c[1] ^ k[0], two & 0xFFFFFFFF, (one >> 32) ^ c[3] ^ k[1], one & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def halves(number):
    return number & 0xFFFFFFFF, number >> 32


def happens(seed, step, cell, probability):
    return philox(halves(cell // 4) + halves(step), halves(seed))[cell % 4] < probability * 2**32


def drive(cells, steps, density, seed, brake=0, green=0, red=0, enter=None, leave=None):
    """The road after each step."""
    road = [happens(seed, 0, i, density) for i in range(cells)]
    rows = [list(road)]
    for step in range(1, steps + 1):
        is_red = green > 0 and (step - 1) % (green + red) >= green
        new = list(road)
        for i in range(cells):
            last = enter is not None and i == cells - 1
            if not road[i] or (not last and road[(i + 1) % cells]) or (is_red and i == cells // 2):
                continue
            if happens(seed, step, i, leave) if last else not happens(seed, step, i, brake):
                new[i] = False
                if not last:
                    new[(i + 1) % cells] = True
        if enter is not None and not road[0] and happens(seed, step, cells, enter):
            new[0] = True
        road = new
        rows.append(list(road))
    return rows


def drawn(cells, steps, options):
    """The same, from the program's picture in black and white."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "road.pbm")
        run("--cells", cells, "--steps", steps, "--image", path, "--image-every", 1, *options)
        with open(path, "rb") as file:
            data = file.read()
    bits, width = data[len(f"P4\n{cells} {steps + 1}\n"):], (cells + 7) // 8
    return [[bool(bits[y * width + x // 8] >> (7 - x % 8) & 1) for x in range(cells)] for y in range(steps + 1)]


def test_colours():
    """A car is drawn as moving if its cell is empty a step later: nobody can move in at the same time."""
    options, cells, steps = ("--brake", 0.3, "--green", 4, "--red", 4, "--enter", 0.8, "--leave", 0.5), 65, 30
    bits = drawn(cells, steps, options)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "road.pgm")
        run("--cells", cells, "--steps", steps, "--image", path, "--image-every", 1, *options)
        with open(path, "rb") as file:
            data = file.read()
    _, width, height, _, pixels = data.split(None, 4)
    side = int(width) // cells
    inks = {}
    for y, x in itertools.product(range(steps), range(cells)):
        kind = "empty" if not bits[y][x] else "waits" if bits[y + 1][x] else "moves"
        inks.setdefault(kind, set()).add(pixels[side * y * int(width) + side * x])
    check("colours: empty cells, cars that move and cars that wait each have their own",
          int(height) == side * (steps + 1) and inks == {"empty": {255}, "moves": {150}, "waits": {0}}, inks)


def test_cells():
    check("philox: the known answers of Random123",
          philox((0, 0, 0, 0), (0, 0)) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8] and
          philox((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2) == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD])
    kinds = ({}, {"brake": 0.3}, {"green": 3, "red": 2}, {"enter": 0.4, "leave": 0.7},
             {"brake": 0.2, "green": 2, "red": 3, "enter": 0.9, "leave": 0.8}, {"brake": 1},
             {"brake": 0.5, "green": 1, "red": 1}, {"enter": 0, "leave": 0.5}, {"enter": 0.7, "leave": 0})
    wrong, number = [], 0
    for cells, rules in itertools.product((1, 2, 3, 63, 64, 65, 130), kinds):
        number += 1
        seed, density, steps = (number, 2**33 + number, 5743)[number % 3], (0.5, 0.9, 0.1)[number % 3], 40
        options = [f"--{name}={value}" for name, value in rules.items()] + ["--seed", seed, "--density", density]
        if drawn(cells, steps, options) != drive(cells, steps, density, seed, **rules):
            wrong.append((cells, rules))
    check(f"{number} roads are, cell by cell and step by step, what the rules make of them", not wrong, wrong[:3])


# --------------------------------------------------------------------------- laws, from all roads ---

def chain(cells, cars=None, brake=0, enter=0, leave=0):
    """The exact flow of a short road: the steady state of the Markov chain of all its states."""
    opened = enter > 0
    states = [s for s in range(1 << cells) if opened or bin(s).count("1") == cars]
    place = {state: i for i, state in enumerate(states)}
    ways, flows = [], []
    for state in states:
        events = []  # probability, cells that change
        for i in range(cells):
            ahead = (i + 1) % cells
            if not state >> i & 1:
                continue
            if opened and i == cells - 1:
                events.append((leave, 1 << i))
            elif not state >> ahead & 1:
                events.append((1 - brake, 1 << i | 1 << ahead))
        flows.append(sum(probability for probability, _ in events) / cells)
        if opened and not state & 1:
            events.append((enter, 1))
        reached = {state: 1.0}
        for probability, change in events:
            after = {}
            for to, weight in reached.items():
                for new, share in ((to ^ change, probability), (to, 1 - probability)):
                    after[new] = after.get(new, 0) + weight * share
            reached = after
        ways.append([(place[to], weight) for to, weight in reached.items() if weight > 0])
    now, change = [1 / len(states)] * len(states), 1
    while change > 1e-13:
        after = [weight / 2 for weight in now]  # half stay: nothing can go round in circles
        for i, weight in enumerate(now):
            for to, share in ways[i]:
                after[to] += weight * share / 2
        change = sum(abs(a - b) for a, b in zip(now, after))
        now = after
    return sum(weight * flow for weight, flow in zip(now, flows))


def theory(*options):
    """What the program says, and whether it is only a bound."""
    said = re.search(r"^In theory it is (at most )?([0-9.]+) ", run("--steps", 100, *options), re.M)
    return float(said.group(2)), bool(said.group(1))


def cars_of(*options):
    return int(re.search(r"(\d+) cars and their", run("--steps", 20, *options)).group(1))


def ring_law(cells, cars, brake):
    """The sum over all numbers of clusters, in whole numbers as far as it goes."""
    weights = [(k, cells / k * math.comb(cars - 1, k - 1) * math.comb(cells - cars - 1, k - 1) * brake**-k)
               for k in range(1, min(cars, cells - cars) + 1)]
    return (1 - brake) / cells * sum(k * weight for k, weight in weights) / sum(weight for _, weight in weights)


def open_law(enter, leave, brake):
    """What chain() of longer and longer roads goes to: test_open_law."""
    end, q = min(enter, leave), 1 - brake
    return (1 - math.sqrt(brake)) / 2 if end >= 1 - math.sqrt(brake) else end * (q - end) / (q - end * end)


def test_ring_law():
    worst = max(abs(ring_law(cells, cars, brake) - chain(cells, cars, brake))
                for cells in (2, 5, 8) for cars in range(1, cells) for brake in (0.1, 0.5, 0.8))
    check("braking, a ring: the sum over clusters is the flow of all rings up to 8 cells", worst < 1e-9, worst)
    check("braking, a ring: the known 0.150735294118", abs(ring_law(8, 3, 0.5) - 0.150735294118) < 1e-12)
    off = []
    for cells, density, brake in ((2, 0.5, 0.5), (8, 0.4, 0.5), (63, 0.3, 0.1), (64, 0.7, 0.9), (200, 0.5, 0.25)):
        options = ("--cells", cells, "--density", density, "--brake", brake)
        cars = cars_of(*options)
        if not 0 < cars < cells or abs(theory(*options)[0] - ring_law(cells, cars, brake)) > 1e-6:
            off.append(options)
    check("braking, a ring: the program says the same", not off, off)
    infinite = (1 - math.sqrt(1 - 4 * 0.5 * 0.25)) / 2
    check("braking, a ring of 1,000,000 cells: 1 - sqrt(1 - 4 q d (1 - d)) by two",
          abs(theory("--cells", 1000000, "--steps", 20, "--density", 0.5, "--brake", 0.5)[0] - infinite) < 1e-5)
    check("braking with probability 1: nothing moves", theory("--brake", 1) == (0, False))
    check("no braking: as many as there are cars or holes", theory("--cells", 200, "--density", 1) == (0, False) and
          theory("--cells", 200)[0] == min(cars_of("--cells", 200), 200 - cars_of("--cells", 200)) / 200)


def test_open_law():
    """Away from the maximal current the flow of longer roads comes nearer exponentially."""
    for enter, leave, brake in ((0.3, 0.8, 0), (0.8, 0.3, 0), (0.2, 0.6, 0.3), (0.6, 0.15, 0.3), (0.1, 0.9, 0.5)):
        law = open_law(enter, leave, brake)
        off = [abs(chain(cells, brake=brake, enter=enter, leave=leave) - law) for cells in (2, 4, 6, 8)]
        name = f"open road, a = {enter}, b = {leave}, p = {brake}"
        check(f"{name}: the flow of 2, 4, 6, 8 cells goes to the law", off[3] < 2e-4 * law + off[0] / 50 and
              off[1] < off[0] and off[2] < off[1] and off[3] < off[2], off)
        said = theory("--enter", enter, "--leave", leave, "--brake", brake)
        check(f"{name}: the program says the same", abs(said[0] - law) < 1e-6 and not said[1], said)
    for enter, leave, brake in ((0.9, 0.8, 0.5), (0.9, 0.7, 0.25)):
        law = open_law(enter, leave, brake)
        more = [cells * (chain(cells, brake=brake, enter=enter, leave=leave) - law) for cells in (4, 6, 8)]
        check(f"open road, a = {enter}, b = {leave}, p = {brake}: the flow goes to the law as 1 / cells",
              0 < more[2] < law * 1.5 and abs(more[2] - more[1]) < abs(more[1] - more[0]) < 0.03, more)
        said = theory("--enter", enter, "--leave", leave, "--brake", brake)
        check(f"open road, a = {enter}, b = {leave}, p = {brake}: the program says the same",
              abs(said[0] - law) < 1e-6 and not said[1], said)
    check("open road that nobody enters, or leaves: no flow",
          theory("--enter", 0, "--leave", 0.5) == (0, False) == theory("--enter", 0.5, "--leave", 0))
    check("open road, a = b = 1, no braking: every other cell", theory("--enter", 1, "--leave", 1) == (0.5, False))


def passed(rows, light):
    """The steps in which a car passes the light."""
    return [step for step in range(1, len(rows)) if rows[step - 1][light] and not rows[step][light]]


def by_recursion(road, green, red, steps):
    """The same of a ring without looking at any cell: T(k) of common/street_law.c."""
    cells, light = len(road), len(road) // 2
    cars = [i + 1 for i in range(cells) if road[(light - i) % cells]]
    holes = [i + 1 for i in range(cells) if not road[(light + 1 + i) % cells]]
    times = []
    while cars and holes:
        k = len(times)
        step = max(times[k - 1] + 2 if k > 0 else 1, cars[k] if k < len(cars) else times[k - len(cars)] + cells,
                   holes[k] if k < len(holes) else times[k - len(holes)] + cells)
        while (step - 1) % (green + red) >= green:
            step += 1
        if step > steps:
            break
        times.append(step)
    return times


def test_light_law():
    wrong, tried = [], 0
    for cells, (green, red) in itertools.product((2, 3, 5, 8, 64), ((1, 1), (3, 2), (2, 5), (4, 1))):
        for seed in range(6):
            tried += 1
            options = ("--green", green, "--red", red, "--seed", seed, "--density", (0.5, 0.3, 0.8)[seed % 3])
            rows = drawn(cells, 100, options)
            if passed(rows, cells // 2) != by_recursion(rows[0], green, red, 100):
                wrong.append((cells, green, red, seed))
    check(f"the light: on {tried} rings each car passes when the law says", not wrong, wrong[:3])
    wrong, busy = [], 0
    for cells, (green, red) in itertools.product((10, 63, 64, 100), ((1, 1), (5, 4), (7, 7), (2, 5))):
        for density in (0.2, 0.5, 0.8):
            options = ("--cells", cells, "--green", green, "--red", red, "--density", density)
            cycle, cars = green + red, cars_of(*options)
            said, bound = theory(*options)
            law = math.ceil(green / 2) / cycle
            # So long that the steady state is there, and whole cycles of it.
            rows = drawn(cells, (20 + 10 * cycle) * cells, options)
            flow = len([t for t in passed(rows, cells // 2) if t > 20 * cells]) / (10 * cycle * cells)
            most = min(law, cars / cells, 1 - cars / cells)
            busy += not bound
            if flow > most + 1e-12 or abs(said - (most if bound else law)) > 1e-6 or \
                    (not bound and abs(flow - law) > 1e-12):
                wrong.append((cells, green, red, density, flow, said, bound))
    check("the light: where it is always busy ceil(G / 2) / (G + R) get through, exactly; nowhere more",
          not wrong and 12 <= busy <= 36, (busy, wrong[:3]))


# ------------------------------------------------------------------------------ flows, measured ---

def test_scatter():
    """Mean, standard error and distance from the law, from the flows that were printed before them."""
    wrong = []
    for options in ((), ("--steps", 30001), ("--steps", 70000, "--report", 10000), ("--report", 7001)):
        said = run("--brake", 0.4, *options)
        every = int(re.search(r"^At iteration (\d+) ", said, re.M).group(1))
        flows = [float(flow) for step, flow in re.findall(r"^At iteration (\d+) flow is ([0-9.]+)", said, re.M)
                 if int(step) % every == 0]
        flows = flows[len(flows) - len(flows) // 2:]
        found = re.search(r"^Flow of the last (\d+) reports was (\S+) \+- (\S+)\n"
                          r"In theory it is (\S+) on this ring: (\S+) ", said, re.M)
        if len(flows) < 2:
            wrong += [] if found is None and "Too few reports" in said else [options]
            continue
        mean = sum(flows) / len(flows)
        error = math.sqrt(sum((flow - mean) ** 2 for flow in flows) / (len(flows) - 1) / len(flows))
        count, said_mean, said_error, law, away = (float(number) for number in found.groups())
        if count != len(flows) or abs(said_mean - mean) > 2e-6 or abs(said_error - error) > 2e-6 or \
                abs(abs(mean - law) / error - away) > 0.06 + 0.02 * away:
            wrong.append((options, flows, found.groups()))
    check("the last half of the reports: mean, standard error, and how many of them the law is away", not wrong, wrong)



def measured(cells, steps, *options):
    """Mean and standard error of the flow over ROADS roads, in their second half."""
    flows = []
    for seed in range(1, ROADS + 1):
        said = run("--cells", cells, "--steps", 2 * steps, "--report", steps, "--seed", seed, *options)
        flows.append(float(re.search(rf"^At iteration {2 * steps} flow is ([0-9.]+)", said, re.M).group(1)))
    mean = sum(flows) / ROADS
    return mean, math.sqrt(sum((flow - mean) ** 2 for flow in flows) / (ROADS - 1) / ROADS)


def near(name, exact, cells, steps, *options, more=0):
    mean, error = measured(cells, steps, *options)
    low, high = exact - ERRORS * error, exact + more + ERRORS * error
    check(f"{name}: flow {mean:.6f}, by the law {exact:.6f}, {ERRORS} standard errors of {error:.6f} allowed",
          0 < error < 0.05 * exact and low <= mean <= high, (mean, error, exact))


def test_flows():
    for cells, enter, leave, brake in ((1, 0.3, 0.6, 0), (2, 0.7, 0.4, 0.2), (3, 1, 1, 0.5), (5, 0.9, 0.2, 0.1),
                                       (6, 0.3, 0.3, 0), (7, 0.2, 0.9, 0.6)):
        near(f"open road of {cells}, a = {enter}, b = {leave}, p = {brake}",
             chain(cells, brake=brake, enter=enter, leave=leave), cells, 20000,
             "--enter", enter, "--leave", leave, "--brake", brake)
    for enter, leave, brake in ((0.3, 0.8, 0), (0.8, 0.3, 0), (0.2, 0.6, 0.3), (0.6, 0.15, 0.3)):
        near(f"open road of 150, a = {enter}, b = {leave}, p = {brake}", open_law(enter, leave, brake), 150, 10000,
             "--enter", enter, "--leave", leave, "--brake", brake)
    law = open_law(0.9, 0.9, 0.25)
    near("open road of 100, maximal current", law, 100, 20000, "--enter", 0.9, "--leave", 0.9, "--brake", 0.25,
         more=1.5 * law / 100)
    # On rings each seed has its own number of cars, and its own law.
    for cells, brake in ((2, 0.5), (64, 0.25), (65, 0.7)):
        flows, laws = [], []
        for seed in range(1, ROADS + 1):
            options = ("--cells", cells, "--brake", brake, "--density", 0.45, "--seed", seed)
            cars = cars_of(*options)
            if not 0 < cars < cells:
                continue
            said = run("--steps", 20000, "--report", 10000, *options)
            flows.append(float(re.search(r"^At iteration 20000 flow is ([0-9.]+)", said, re.M).group(1)))
            laws.append(ring_law(cells, cars, brake))
        off = [flow - law for flow, law in zip(flows, laws)]
        mean = sum(off) / len(off)
        error = math.sqrt(sum((x - mean) ** 2 for x in off) / (len(off) - 1) / len(off))
        check(f"ring of {cells}, p = {brake}: {len(off)} flows are {mean:.6f} off, {ERRORS} standard errors of "
              f"{error:.6f} allowed", abs(mean) <= ERRORS * error and 0 < error < 0.003, off)


test_cells()
test_colours()
test_ring_law()
test_open_law()
test_light_law()
test_scatter()
test_flows()
sys.exit(failed)
