"""Is the committed description of the API the one the code gives? Run by bin/check.

Renewed with `bin/manage spectacular` (the message says how).
"""

import difflib
import subprocess
import sys
from pathlib import Path

from creditplatform.local.processes import REPOSITORY

COMMITTED = REPOSITORY / "docs" / "openapi.yaml"


def main() -> int:
    made = subprocess.run(
        [sys.executable, "manage.py", "spectacular", "--validate", "--fail-on-warn"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        print(made.stderr.strip())
        return made.returncode
    committed = COMMITTED.read_text(encoding="utf-8") if COMMITTED.exists() else ""
    return _compare(committed, made.stdout, COMMITTED)


def _compare(committed: str, made: str, file: Path) -> int:
    if committed == made:
        return 0
    difference = difflib.unified_diff(
        committed.splitlines(), made.splitlines(), "committed", "from the code", lineterm="", n=2
    )
    print("\n".join(list(difference)[:60]))
    print(f"{file.relative_to(REPOSITORY)} is not what the code says; renew it with:")
    print("    bin/manage spectacular --validate --fail-on-warn --file docs/openapi.yaml")
    return 1


if __name__ == "__main__":
    sys.exit(main())
