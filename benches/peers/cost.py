"""What does a command cost?

    python cost.py SECONDS FIGURES COMMAND ...

Runs the command, ends it after so many seconds, and writes status, CPU seconds, wall seconds and peak memory in MiB to
the file FIGURES. A process of its own and without imports, because a child's peak memory counts what its parent held
when it was started.
"""

import os
import sys
import time


def main(limit, figures, *command):
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        os.execvp(command[0], command)
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() - began > float(limit):
            os.kill(child, 9)
            limit = 0
        time.sleep(0.01)
    cost = (status, used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)
    with open(figures, "w", encoding="utf-8") as out:
        out.write(" ".join(str(value) for value in cost))


if __name__ == "__main__":
    main(*sys.argv[1:])
