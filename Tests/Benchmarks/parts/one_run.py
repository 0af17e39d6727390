"""Runs one command; prints its seconds of wall time and of processor time, its peak memory in bytes and its exit code.

  one_run.py TIMEOUT MEMORY OUTPUT ERRORS COMMAND…

A process of its own, and a small one: a program starts with the peak of the process that started it.
"""

import os
import resource
import signal
import sys
import time


def main() -> None:
    timeout, memory, output, errors, *command = sys.argv[1:]
    files = [(os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0)]
    for number, file in ((1, output), (2, errors)):
        files.append((os.POSIX_SPAWN_OPEN, number, file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644))
    started = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=files)
    if int(memory):
        resource.prlimit(child, resource.RLIMIT_AS, (int(memory), int(memory)))
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, float(timeout))
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - started
    print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
