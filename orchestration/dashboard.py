"""`huaxiang dashboard`: the app over a home's published snapshots, on this machine."""

import os
import sys

from orchestration.home import Home
from orchestration.publish.snapshot import published_snapshot
from orchestration.settings import PROJECT_ROOT, Settings, readers, reviewers

# nothing is fetched from, or told to, another host
_OPTIONS = {
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "theme.base": "light",
    "theme.primaryColor": "#0f766e",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f1f5f9",
    "theme.textColor": "#0f172a",
}


def command(settings: Settings, port: int, address: str, *, full: bool, decides: bool) -> list[str]:
    """What starts the app; HuaxiangError where nothing that it could show is published.

    `decides`: people may decide in it what waits for them, by the same commands as on the command line.
    """
    home = Home(settings.home)
    published_snapshot(home, masked=not full)
    folder = home.published_full if full else home.published
    options = {**_OPTIONS, "server.port": str(port), "server.address": address}
    told = [f"--{name}={value}" for name, value in options.items()]
    app = str(PROJECT_ROOT / "dashboards" / "app.py")
    permitted = [f"--reader={name}" for name in readers()]
    if decides:
        permitted += [f"--home={home.root}", *(f"--reviewer={name}" for name in reviewers())]
    return [sys.executable, "-m", "dashboards", "run", app, *told, "--", str(folder), *permitted]


def serve(settings: Settings, port: int, address: str, *, full: bool, decides: bool) -> None:
    """Become the app's server."""
    started = command(settings, port, address, full=full, decides=decides)
    os.chdir(PROJECT_ROOT)
    os.execv(started[0], started)  # noqa: S606
