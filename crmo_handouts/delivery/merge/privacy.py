"""What keeps a reader's values within a process: no core dump, no look into its memory."""

from __future__ import annotations

import ctypes
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def forbid_dumps() -> None:
    """Let no crash of this process, or of one it starts, write its memory to a disk.

    The limit is inherited. Where the kernel hands cores to a program, it does not hold for that
    program (core(5)), so on Linux the process is marked as not to be dumped, too.
    """
    try:
        import resource
    except ImportError:  # no such limits on this system, and no such dumps
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
