"""The starter needs the standard library only; the queue is there for whoever has the apps."""

import os
import subprocess
import sys

from tests.local.starter import REPOSITORY, clean_environment


def python(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env=environment or clean_environment(),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_starter_loads_where_nothing_is_installed() -> None:
    """Every module of it, without site-packages."""
    names = sorted(file.stem for file in (REPOSITORY / "creditplatform" / "local").glob("*.py"))
    assert {"__main__", "run", "manage", "suite", "checks", "bench", "screens"} <= set(names)
    names = [name for name in names if name != "leash"]
    load = (
        "import sys; from importlib import import_module;"
        f"[import_module(f'creditplatform.local.{{name}}') for name in {names!r}];"
        "print(sorted({'celery', 'django', 'kombu', 'redis'} & set(sys.modules)))"
    )
    assert python("-S", "-c", load) == "[]\n"


def test_a_start_loads_no_package_beside_its_own() -> None:
    """As `python -m creditplatform.local` does, where everything is installed."""
    load = (
        "import runpy, sys; sys.argv = ['local', 'run', '--help']\n"
        "try: runpy.run_module('creditplatform.local', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(sorted({'celery', 'django', 'kombu', 'redis', 'yaml'} & set(sys.modules)))"
    )
    assert python("-c", load).splitlines()[-1] == "[]"


def test_bells_find_the_queue_from_pages_and_commands() -> None:
    """A process that only has the apps sends to the broker of the settings, not to a default."""
    ask = (
        "from celery import current_app; from core import bells, tasks;"
        "print(current_app.main, current_app.conf.task_ignore_result,"
        " tasks.run_jobs.app.main, 'core.run_job' in current_app.tasks)"
    )
    expected = "creditplatform True creditplatform True\n"
    assert (
        python("manage.py", "shell", "-v", "0", "--no-imports", "-c", ask, **os.environ) == expected
    )
    loaded = f"import creditplatform.wsgi; {ask}"
    assert python("-c", loaded, **os.environ) == expected
