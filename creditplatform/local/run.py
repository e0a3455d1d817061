"""bin/run: the whole platform on this machine, until Ctrl-C."""

import argparse
import json
import os
import signal
from collections.abc import Sequence
from shlex import quote

from creditplatform.local.folder import DataFolder
from creditplatform.local.programs import PLATFORM, Plan
from creditplatform.local.serving import Wanted, serving
from creditplatform.local.signals import StopFlag
from creditplatform.local.trouble import Stopped, say


def run(arguments: Sequence[str], plan: Plan = PLATFORM) -> int:
    """Start, announce, watch, until asked to stop. To end by TERM is a service's good end."""
    wanted = parse(arguments)
    stop = StopFlag()
    stop.install()
    say(f"Data folder: {wanted.folder.path}")
    try:
        with serving(wanted, stop, purpose="bin/run", plan=plan) as platform:
            _announce(wanted)
            while True:
                platform.crew.watch()
                stop.pause(0.3)
    except Stopped as stopped:
        if stopped.signal_number != signal.SIGTERM:
            raise
        return 0


def parse(arguments: Sequence[str]) -> Wanted:
    parser = argparse.ArgumentParser(
        prog="bin/run", description="Run the whole platform on this machine, with demo data."
    )
    parser.add_argument(
        "--port",
        type=_port,
        default=os.environ.get("CREDIT_PORT") or "8000",
        help="port to serve on (CREDIT_PORT; 8000)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to serve on (127.0.0.1)")
    parser.add_argument("--data", metavar="DIR", help="data folder (CREDIT_DATA; .data)")
    parser.add_argument(
        "--subjects", type=_count, metavar="N", help="how many organisations the demo has"
    )
    chosen = parser.parse_args(arguments)
    return Wanted(DataFolder.chosen(chosen.data), chosen.host, chosen.port, chosen.subjects)


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of organisations")
    return int(text)


def _announce(wanted: Wanted) -> None:
    say("")
    say(f"信用监管平台 is ready: {wanted.address}")
    for line in _credentials(wanted.folder):
        say(line)
    say("")
    say(f"Commands: {manage_command(wanted.folder)} …")
    say(f"Logs: {wanted.folder.logs}")
    say("Stop: Ctrl-C")


def manage_command(folder: DataFolder) -> str:
    """How bin/manage reaches this very platform, from any terminal."""
    return "bin/manage" if folder.is_default else f"bin/manage --data {quote(str(folder.path))}"


def _credentials(folder: DataFolder) -> list[str]:
    """What load_demo wrote, one line an entry, whatever its columns."""
    try:
        content = json.loads(folder.credentials_file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    lines = ["", f"Demo logins and keys (also in {folder.credentials_file}):"]
    for name, entries in content.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            if isinstance(entry, dict):
                columns = (f"{key}: {value}" for key, value in entry.items())
                lines.append("  " + "   ".join(columns))
            else:
                lines.append(f"  {name}: {entry}")
    return [line.replace("bin/manage ", f"{manage_command(folder)} ") for line in lines]
