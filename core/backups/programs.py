"""PostgreSQL's own programs, which make and restore dumps."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg2
from django.db import connection
from psycopg2.extensions import connection as Connection  # noqa: N812  a class
from psycopg2.extensions import make_dsn


class ProgramFailed(Exception):
    """A program is missing, too old, or ended with an error; the text is for the operator."""


def parameters(name: str | None = None) -> dict[str, Any]:
    """How to reach the configured database, or another of the same server and role."""
    given = connection.settings_dict
    found = {
        "dbname": name or given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"],
        "host": given["HOST"],
        "port": given["PORT"],
        **given["OPTIONS"],
    }
    return {key: value for key, value in found.items() if value != ""}


def connect(name: str | None = None) -> Connection:
    opened: Connection = psycopg2.connect(**parameters(name))
    return opened


def dump(snapshot: str, file: Path) -> None:
    """The whole database as of an exported snapshot, compressed, in the custom format."""
    _run("pg_dump", None, "--format=custom", f"--snapshot={snapshot}", f"--file={file}")


def restore(file: Path, name: str) -> None:
    """Fill an empty database from a dump, whole or not at all. Comments of extensions belong to
    the server's owner and are left out."""
    _run(
        "pg_restore",
        name,
        "--exit-on-error",
        "--single-transaction",
        "--no-comments",
        str(file),
    )


def find(program: str) -> str:
    """From CREDIT_PG_BIN, else from the path; it must not be older than the server."""
    folder = os.environ.get("CREDIT_PG_BIN")
    path = shutil.which(program, path=folder) if folder else shutil.which(program)
    if path is None:
        raise ProgramFailed(
            f"找不到 {program}。请把 PostgreSQL 客户端程序的目录设为 CREDIT_PG_BIN。"
        )
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"(\d+)(?:\.\d+)*", said)
    with connect() as opened:
        server = opened.server_version // 10_000
    opened.close()
    if version is None or int(version[1]) < server:
        raise ProgramFailed(
            f"{path} 的版本低于服务器（{server}）。请把同版本客户端的目录设为 CREDIT_PG_BIN。"
        )
    return path


def _run(program: str, name: str | None, *arguments: str) -> None:
    found = parameters(name)
    password = found.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    command = [find(program), f"--dbname={make_dsn(**found)}", *arguments]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, errors="replace"
    )
    if done.returncode != 0:
        raise ProgramFailed(f"{program} 失败：{done.stderr.strip()[:2000]}")
