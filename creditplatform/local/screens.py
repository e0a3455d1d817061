"""bin/screens: pictures of the pages, taken from a platform of its own with the demonstration."""

import socket
import sys
from collections.abc import Sequence

from creditplatform.local import browser
from creditplatform.local.commands import run_in_foreground
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.serving import Wanted, serving
from creditplatform.local.signals import StopFlag
from creditplatform.local.trouble import Trouble


def screens(arguments: Sequence[str]) -> int:
    base = DataFolder.chosen(None)
    browsers = browser.environment(base, install=True)
    if "CREDIT_CHROMIUM" not in browsers:
        raise Trouble("Pictures need Chromium. Install it or name it in CREDIT_CHROMIUM.")
    stop = StopFlag()
    stop.install()
    wanted = Wanted(DataFolder(base.path / "screens"), "127.0.0.1", _free_port(), None)
    with serving(wanted, stop, purpose="bin/screens") as platform:
        return run_in_foreground(
            [sys.executable, "-m", "tests.screens", *arguments],
            {**platform.environment, **browsers},
            cwd=REPOSITORY,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
