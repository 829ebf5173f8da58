import os

import pytest

from benchmarks.browser import browser, chromium, served


@pytest.fixture(scope="session")
def opened_browser():
    if chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Chromium; .ci/run installs it")
        pytest.skip("there is no Chromium: apt-get install chromium")
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def address(sample_home):
    """The app over the small made-up company."""
    with served(sample_home.root) as found:
        yield found
