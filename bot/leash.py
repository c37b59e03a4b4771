"""Holds one process on a leash: whatever ends the holder ends the process and all that came from it.

Run as a program of its own: `python -I -S bot/leash.py GRACE COMMAND...`, its standard input a pipe whose other end
the supervisor holds. When that end closes (because the supervisor said so, or because it was killed) or SIGTERM
comes, the command gets SIGTERM, after GRACE seconds SIGKILL, and what it leaves behind gets SIGKILL. It is a program,
not a thread or a `preexec_fn`, because only a process of its own outlives a kill -9 of the supervisor, and because it
can adopt grandchildren that left the process group (as RQ's job processes do). It imports nothing but the standard
library, to start in 20 ms.

Linux: nothing survives. Elsewhere: the process group does not survive.
"""

import ctypes
import os
import select
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h
SIGNALLED = 128  # what shells add to a signal's number
NOT_FOUND = 127


def prctl(option: int, value: int) -> None:
    """Asks the Linux kernel; elsewhere there is nobody to ask."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def start(command: list[str]) -> int:
    """The process id of the command, which leads a session and a group of its own."""
    holder = os.getpid()
    # Until the new process has its own handlers, a SIGTERM waits instead of getting lost in this program's.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    child = os.fork()  # safe: this program has one thread
    if child:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return child
    os.setsid()
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != holder:  # the holder went before the line above
        os._exit(1)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    try:
        os.execv(command[0], command)  # noqa: S606 - the supervisor's own argument list, no shell wanted
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
        os._exit(NOT_FOUND)


def reap(child: int) -> int | None:
    """Takes leave of every process that ended; the exit code of `child` if it is among them."""
    code = None
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return code
        if pid == 0:
            return code
        if pid == child:
            code = os.waitstatus_to_exitcode(status)


def hold(child: int, wake: int) -> int | None:
    """Waits until the command ends (its exit code) or the holder wants it ended (None)."""
    while (code := reap(child)) is None:
        ready, _, _ = select.select([0, wake], [], [])
        if 0 in ready and not os.read(0, 64):
            return None
        if wake in ready and signal.SIGTERM in os.read(wake, 64):
            return None
    return code


def end(child: int, grace: float) -> int:
    """Asks the command to end, then makes it; its exit code.

    Only the command itself is asked: it knows best in which order to end its own processes, and a worker that gets
    the signal twice takes the second one for "at once".
    """
    os.kill(child, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while (code := reap(child)) is None:
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.02)
    return code


def sweep(child: int) -> None:
    """Kills what the command left behind, once it has ended."""
    if sys.platform != "linux":
        with suppress(ProcessLookupError, PermissionError):  # macOS: the second for a group of zombies
            os.killpg(child, signal.SIGKILL)
        return
    while orphans := adopted():
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)
        reap(child)


def adopted() -> list[int]:
    """The children of this process, by `/proc`."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:  # ended while we looked
            continue
        if int(fields[1]) == os.getpid():
            found.append(int(stat.parent.name))
    return found


def main(arguments: list[str]) -> int:
    grace, command = float(arguments[0]), arguments[1:]
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    wake, notify = os.pipe()
    os.set_blocking(notify, False)
    signal.set_wakeup_fd(notify)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = start(command)
    code = hold(child, wake)
    if code is None:
        code = end(child, grace)
    sweep(child)
    return SIGNALLED - code if code < 0 else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
