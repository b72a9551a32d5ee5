"""Which core does what, and what a process has used: the desk under test on the first core, whoever loads it on the last."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Iterator

import psutil

MB = 1024 * 1024


def cores() -> tuple[set[int], set[int]]:
    """(for the desk, for the load). The same one where there is only one."""
    usable = sorted(os.sched_getaffinity(os.getppid()) | os.sched_getaffinity(0))
    return {usable[0]}, {usable[-1]}


DESK_CORES, LOAD_CORES = cores()


def pin_load() -> None:
    """This process and the children that it starts from now on."""
    os.sched_setaffinity(0, LOAD_CORES)


def pin_desk(pid: int) -> None:
    """A child that was just started and has no threads yet."""
    with contextlib.suppress(ProcessLookupError):
        os.sched_setaffinity(pid, DESK_CORES)


@contextlib.contextmanager
def on_all_cores() -> Iterator[None]:
    """For a child that is started here and may run anywhere: a database server takes the core that has time for it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, DESK_CORES | LOAD_CORES)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def raise_file_limit() -> int:
    """How many files and sockets this process may have open."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]


def cpu_s(pid: int) -> float:
    """Seconds of processor time of the process and its children so far, also of those that have ended."""
    process = psutil.Process(pid)
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def rss_mb(pid: int) -> float:
    """Resident memory of the process and its children, MB (1024 * 1024)."""
    process = psutil.Process(pid)
    total = 0
    for one in [process, *process.children(recursive=True)]:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += one.memory_info().rss
    return total / MB
