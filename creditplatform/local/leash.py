"""Run a command that ends when its parent ends, as a user PostgreSQL accepts.

Called by path, never imported: python -I -S leash.py SIGNAL PARENT IDENTITY COMMAND [ARGUMENT…]
SIGNAL is what the kernel sends the command when the process PARENT dies, even by kill -9.
IDENTITY is `same`, `namespace` (root becomes an unprivileged user in its own user namespace while
the files it writes stay root's) or `nobody` (root becomes nobody).
"""

import ctypes
import os
import sys
import warnings  # noqa: F401 — os.execvp imports it, too late when Python's own folder is closed

NOBODY = 65534
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER = 0x10000000
REFUSED = 97  # exit code: the identity could not be taken


def main(arguments: list[str]) -> None:
    signal_number, parent, identity, *command = arguments
    libc = ctypes.CDLL(None, use_errno=True)
    if identity == "namespace":
        uid, gid = os.getuid(), os.getgid()
        if libc.unshare(_CLONE_NEWUSER) != 0:
            _refuse(f"user namespaces are barred: {os.strerror(ctypes.get_errno())}")
        try:
            _write("/proc/self/setgroups", "deny")
            _write("/proc/self/gid_map", f"{NOBODY} {gid} 1")
            _write("/proc/self/uid_map", f"{NOBODY} {uid} 1")
        except OSError as error:
            # A container runtime may allow the namespace and forbid the mapping.
            _refuse(f"user namespaces are barred: {error.strerror}")
    elif identity == "nobody":
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
    # After the change of identity, which would clear it.
    libc.prctl(_PR_SET_PDEATHSIG, int(signal_number), 0, 0, 0)
    if os.getppid() != int(parent):
        sys.exit(0)  # the parent died before the leash was on
    try:
        os.execvp(command[0], command)  # noqa: S606 — the arguments are a list, no shell wanted
    except OSError as error:
        sys.exit(f"cannot run {command[0]}: {error.strerror}")


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    os.write(descriptor, text.encode())
    os.close(descriptor)


def _refuse(reason: str) -> None:
    print(reason, file=sys.stderr)
    sys.exit(REFUSED)


if __name__ == "__main__":
    main(sys.argv[1:])
