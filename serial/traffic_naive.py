"""Python: a cell at a time.

The three functions that a stage needs; bin/traffic-naive.py makes the road, calls them, reads the
clock and judges the result, as for every stage. Standard library only.
"""

# What a step asks of the machine, for each cell: two loops, each from a list of pointers into
# another; two questions and a count. That there is more to it, the table shows.
bytes_per_step = 4 * 8
operations = 3


def open_road(cells):
    """Takes the road as bytes, each 0 or 1; halo cells at both ends close the ring."""
    global n, old_road, new_road
    n = len(cells)
    old_road = [0, *cells, 0]
    new_road = [0] * (n + 2)


def update(old, new):
    moves = 0
    for i in range(1, n + 1):
        if old[i] == 1:
            if old[i + 1] == 1:
                new[i] = 1
            else:
                new[i] = 0
                moves += 1
        else:
            if old[i - 1] == 1:
                new[i] = 1
            else:
                new[i] = 0
    return moves


def advance(steps):
    for step in range(steps):
        old_road[0] = old_road[n]
        old_road[n + 1] = old_road[1]
        moves = update(old_road, new_road)
        for i in range(1, n + 1):
            old_road[i] = new_road[i]
    return moves


def read_road():
    """Gives the road back as numbers 0 and 1."""
    return old_road[1:n + 1]


if __name__ == "__main__":
    raise SystemExit("a stage does not run by itself: make, then bin/traffic-naive.py")
