"""bin/bench: measurements against durable services of their own; data is built once and kept."""

import sys
from collections.abc import Sequence

from creditplatform.local import services
from creditplatform.local.commands import run_in_foreground
from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder, leading_data
from creditplatform.local.processes import REPOSITORY
from creditplatform.local.signals import StopFlag


def bench(arguments: Sequence[str]) -> int:
    """Nothing but the answer of the benchmarks is written to standard output."""
    given, arguments = leading_data(arguments)
    base = DataFolder.chosen(given)
    folder = DataFolder(base.path / "bench")
    stop = StopFlag()
    stop.install()
    with folder.locked("bin/bench"), Crew(stop) as crew:
        addresses = services.start(folder, crew)
        folder.write_environment(addresses)
        return run_in_foreground(
            [sys.executable, "-m", "bench", *arguments],
            services.environment(folder, addresses),
            cwd=REPOSITORY,
        )
