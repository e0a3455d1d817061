"""A process on the leash ends with its parent, however that dies."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from creditplatform.local.processes import LEASH
from tests.local.starter import eventually

LEASHED_SLEEPER = """
import subprocess, sys, time
from creditplatform.local.processes import leashed
child = subprocess.Popen(leashed(["sleep", "300"]))
print(child.pid, flush=True)
time.sleep(300)
"""


def exists(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False


def test_the_child_of_a_killed_parent_ends() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", LEASHED_SLEEPER],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert exists(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert eventually(lambda: not exists(child), 10)


def test_a_command_whose_parent_is_gone_is_not_started(tmp_path: Path) -> None:
    mark = tmp_path / "started"
    nobody_s_parent = str(os.getpid() + 1)
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(LEASH), "15", nobody_s_parent, "same", "touch", str(mark)],
        check=False,
    )
    assert done.returncode == 0
    assert not mark.exists()


def test_a_missing_program_is_named() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-I",
            "-S",
            str(LEASH),
            "15",
            str(os.getpid()),
            "same",
            "/no/such/program",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "cannot run /no/such/program: No such file or directory\n"
