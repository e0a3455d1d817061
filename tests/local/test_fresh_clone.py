"""`bin/run` and `bin/test` from a fresh clone in an empty folder: as we are, and as another user.

The clone holds what is committed and installs its own packages, as the reader of README does.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.local.starter import REPOSITORY, Start, alive, clean_environment, eventually, free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("fresh_clone")]
NOBODY = 65534
PATIENCE = 420.0  # packages are fetched and the demonstration is made
AS_NOBODY = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """pytest's own temporary folders are closed to other users."""
    with tempfile.TemporaryDirectory(prefix="credit-clone-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.parametrize("another_user", [False, True], ids=["ourselves", "another user"])
def test_a_fresh_clone_runs_and_tests(open_folder: Path, another_user: bool) -> None:
    if not (REPOSITORY / ".git").exists():
        pytest.skip("this is no git repository")
    if another_user and (os.getuid() != 0 or shutil.which("setpriv") is None):
        pytest.skip("only root can become others")
    clone = open_folder / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", REPOSITORY, clone], check=True)
    home = open_folder / "home"
    home.mkdir()
    own = {"PYTHONPATH": "", "VIRTUAL_ENV": ""}
    become: tuple[str, ...] = ()
    if another_user:
        become = AS_NOBODY
        own |= {"HOME": str(home), "USER": "nobody", "PATH": "/usr/local/bin:/usr/bin:/bin"}
        for path in (open_folder, *open_folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        python = subprocess.run(
            [*become, "sh", "-c", "python3.11 -c 'import venv, ensurepip'"],
            env=clean_environment(**own),
            capture_output=True,
            check=False,
        )
        if python.returncode != 0:
            pytest.skip("no Python 3.11 here that another user may run")

    data = clone / ".data"
    start = Start(data, [*become, str(clone / "bin" / "run")], free_port(), **own)
    try:

        def ready() -> bool:
            assert start.process.poll() is None, start.output
            return "Stop: Ctrl-C" in start.output

        assert eventually(ready, PATIENCE), start.output
        assert start.get("/healthz")
        assert data.stat().st_uid == (NOBODY if another_user else os.getuid())
        assert start.end(signal.SIGTERM) == 0, start.output
        assert alive(data) == []
    finally:
        start.process.kill()
        start.process.wait()

    done = subprocess.run(
        [*become, clone / "bin" / "test", "tests/test_words.py"],
        env=clean_environment(**own),
        cwd=clone,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed in " in done.stdout
