"""python -m creditplatform.local run|manage|test|check|bench|screens …"""

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from creditplatform.local.trouble import Stopped, Trouble, note


def main(arguments: list[str]) -> int:
    name, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if os.environ.get("CREDIT_ENV") == "production" and name != "manage":
        raise Trouble(
            "CREDIT_ENV is production: this command is for one machine with demo data. "
            "Use docker-compose.yml (see README)."
        )
    match name:
        case "run":
            from creditplatform.local.run import run

            return run(rest)
        case "manage":
            from creditplatform.local.manage import manage

            return manage(rest)
        case "test":
            from creditplatform.local.suite import test

            return test(rest)
        case "check":
            from creditplatform.local.checks import check

            return check(rest)
        case "bench":
            from creditplatform.local.bench import bench

            return bench(rest)
        case "screens":
            from creditplatform.local.screens import screens

            return screens(rest)
        case _:
            raise Trouble(f"Unknown command {name!r}: run, manage, test, check, bench or screens.")


def finish(work: Callable[[], int]) -> NoReturn:
    """Do it and leave with its exit code: 1 after Trouble, 128 + signal when asked to stop."""
    try:
        code = work()
    except Trouble as trouble:
        note(f"✘ {trouble}")
        code = 1
    except Stopped as stopped:
        code = 128 + stopped.signal_number
    sys.exit(code)


if __name__ == "__main__":
    finish(lambda: main(sys.argv[1:]))
