"""The test databases: one migrated template per state of the migrations, one copy per worker.

The suite runs as the application's role, so every test also proves its grants; making, cloning and
dropping databases is done here as the owner.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from psycopg2.extensions import connection, cursor

ROOT = Path(__file__).resolve().parent.parent
OWNER_URL = os.environ.get("DATABASE_OWNER_URL") or os.environ["DATABASE_URL"]


@contextmanager
def owner(name: str | None = None) -> Iterator[connection]:
    """A connection as the owner of the database, for what the application may not do."""
    opened = psycopg2.connect(with_name(OWNER_URL, name) if name else OWNER_URL)
    opened.autocommit = True
    try:
        yield opened
    finally:
        opened.close()


def template() -> str:
    """The migrated template for the present migrations, made when there is none yet."""
    name = f"credit_template_{fingerprint()}"
    with owner() as opened, opened.cursor() as running:
        running.execute("SELECT pg_advisory_lock(hashtext('credit_template'))")
        running.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if running.fetchone():
            return name
        drop(running, "unfinished")
        running.execute('CREATE DATABASE "unfinished"')
        environment = {**os.environ, "DATABASE_OWNER_URL": with_name(OWNER_URL, "unfinished")}
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
        running.execute(f'ALTER DATABASE "unfinished" RENAME TO "{name}"')
    return name


def clone(source: str, name: str) -> None:
    with owner() as opened, opened.cursor() as running:
        drop(running, name)
        running.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def discard(name: str) -> None:
    with owner() as opened, opened.cursor() as running:
        drop(running, name)


def drop(running: cursor, name: str) -> None:
    # Waits some seconds by itself for connections that are just closing.
    running.execute(f'DROP DATABASE IF EXISTS "{name}"')


def fingerprint() -> str:
    """Changes whenever a fresh migration could give another result."""
    digest = hashlib.sha256()
    for folder in sorted(ROOT.glob("*/migrations/")):
        app = folder.parent
        files = [*folder.glob("*.py"), *app.glob("sql/*.py"), *app.glob("data/*")]
        for file in sorted(files):
            digest.update(f"{file.relative_to(ROOT)}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def with_name(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))
