"""The app in a real browser: its server over a folder of snapshots, and a page that notes what goes wrong."""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from orchestration.settings import not_ours

PROJECT = Path(__file__).parents[1]
PAGES = ("", "segments", "customer", "tags", "analysis", "quality", "review")
# Streamlit asks below the address of the page first, and then where it is
_PROBED = "404 (Not Found)"
_HEARD_MS = 100
_SHOWN = "[data-testid='stMainBlockContainer'] h1"
# the app says itself whether it computes; its sign for people comes only after a moment
_DONE = "() => document.querySelector(\"[data-testid='stApp']\").dataset.testScriptState === 'notRunning'"


def chromium() -> str | None:
    """The browser of the machine; None where there is none."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(home: Path, *options: str, port: int | None = None, **environment: str) -> Iterator[str]:
    """The address of the app over a home, which answers until the block ends."""
    with serving(home, *options, port=port, **environment) as (address, _):
        yield address


@contextmanager
def serving(
    home: Path, *options: str, port: int | None = None, **environment: str
) -> Iterator[tuple[str, int]]:
    """The address, and the number of the process that answers."""
    port = port or free_port()
    command = [sys.executable, "-m", "orchestration.cli", "dashboard", "--home", str(home)]
    command += ["--port", str(port), *options]
    process = subprocess.Popen(  # noqa: S603
        command, cwd=PROJECT, env=not_ours() | environment, stdout=subprocess.DEVNULL
    )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/_stcore/health", process)
        yield address, process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    give_up_at = time.monotonic() + 90
    while time.monotonic() < give_up_at and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310
                return
        except OSError:
            time.sleep(0.3)
    raise AssertionError(f"the app does not answer at {address}; its status is {process.poll()}")


@contextmanager
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        opened.close()


class Reader:
    """One person looking at the app. `wrong` collects errors of the console and requests to other hosts.

    `also` is one more address that may be asked: where people sign in.
    """

    def __init__(
        self, browser: Browser, address: str, width: int = 1280, height: int = 900, also: str | None = None
    ) -> None:
        self.address, self.wrong = address, []
        self.ours = (address, address.replace("http", "ws"), "data:", "blob:", *([also] if also else []))
        self.page: Page = browser.new_context(viewport={"width": width, "height": height}).new_page()
        self.page.on("console", self._noted)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", self._asked)

    def _noted(self, message) -> None:
        if message.type == "error" and _PROBED not in message.text:
            self.wrong.append(message.text)

    def _asked(self, request) -> None:
        if not request.url.startswith(self.ours):
            self.wrong.append(f"asked {request.url}")

    def opens(self, path: str, **asked: str) -> "Reader":
        """Go to a page and wait until it is drawn."""
        self._goes_to(path, asked)
        self.settles()
        return self

    def seconds_to(self, path: str, **asked: str) -> float:
        """Seconds from the address to a page that is drawn and computes no more."""
        started = time.perf_counter()
        self._goes_to(path, asked)
        self.page.wait_for_function(_DONE, timeout=60_000)
        seconds = time.perf_counter() - started
        self.settles()
        return seconds

    def seconds_to_tab(self, name: str) -> float:
        """Seconds from the click on a part of the page to a page that computes no more."""
        started = time.perf_counter()
        self.page.get_by_role("tab", name=name, exact=True).click()
        # the app begins to compute when it has heard of the click
        self.page.wait_for_timeout(_HEARD_MS)
        self.page.wait_for_function(_DONE, timeout=60_000)
        return time.perf_counter() - started

    def _goes_to(self, path: str, asked: dict[str, str]) -> None:
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        self.page.goto(f"{self.address}/{path}?{query}")
        self.page.wait_for_selector(_SHOWN, timeout=60_000)

    def settles(self) -> None:
        """Wait until the app computes no more."""
        self.page.wait_for_timeout(300)
        self.page.wait_for_function(_DONE, timeout=60_000)
        self.page.wait_for_timeout(300)

    @property
    def text(self) -> str:
        """What stands on the page."""
        return self.page.inner_text("[data-testid='stMainBlockContainer']")

    @property
    def errors(self) -> list[str]:
        """What went wrong on the page or behind it."""
        shown = self.page.query_selector_all("[data-testid='stException']")
        return self.wrong + [told.inner_text() for told in shown]

    def opens_tab(self, name: str) -> "Reader":
        """Go to a part of the page and wait until it is drawn."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        self.settles()
        return self

    def chooses(self, label: str, option: str) -> "Reader":
        """Choose in a list by what is written beside it; a long list holds only options one looks for."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.keyboard.type(option)
        self.page.get_by_role("option", name=option).first.click()
        self.page.wait_for_timeout(800)
        self.settles()
        return self

    def figure(self, title: str) -> str:
        """The number under a title."""
        return self.page.inner_text(
            f"[data-testid='stMetric']:has([data-testid='stMetricLabel']:has-text('{title}'))"
            " [data-testid='stMetricValue']"
        )
