"""The long walk (`make browser`): the whole demo in both languages, real orders, a phone; figures by SQL."""

import duckdb
import pytest

from benchmarks.browser import PAGES, Reader, served

LANGUAGES = ("zh", "en")
PHONE = {"width": 390, "height": 844}
MAIN = ("", "segments", "customer", "analysis")
BEST = "select customer_id from marts.mart_customer_profiles order by order_count desc, customer_id limit 1"
FIGURES = """
select count(*), count_if(order_count_90d > 0), count_if(churn_risk = 'high')
from marts.mart_customer_profiles
"""

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def demo(demo_home):
    with served(demo_home.root, "--decide") as address:
        yield address


@pytest.fixture(scope="module")
def online_retail(online_retail_home):
    with served(online_retail_home.root) as address:
        yield address


@pytest.fixture
def picture(request):
    """Keep what a reader sees, where pictures are asked for."""
    folder = request.config.getoption("--pictures")

    def keep(reader, name):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            reader.page.screenshot(path=folder / f"{name}.png", full_page=True)

    return keep


def rows(home, sql):
    with duckdb.connect(str(home.published / "profiles.duckdb"), read_only=True) as con:
        return con.execute(sql).fetchall()


def opened(reader, home, path, language):
    asked = {"id": rows(home, BEST)[0][0]} if path == "customer" else {}
    return reader.opens(path, lang=language, **asked)


def walk(reader, keep):
    """Every part of the page that stands open, one after another."""
    tabs = [tab.inner_text() for tab in reader.page.get_by_role("tab").all()]
    for number, name in enumerate(tabs):
        reader.opens_tab(name)
        keep(number)
    return tabs


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_part_of_every_page_of_the_demo(opened_browser, demo, demo_home, picture, path, language):
    reader = opened(Reader(opened_browser, demo, height=1400), demo_home, path, language)
    name = f"demo_{path or 'overview'}_{language}"
    picture(reader, name)
    walk(reader, lambda number: picture(reader, f"{name}_{number}"))

    assert reader.errors == []


@pytest.mark.parametrize("path", MAIN)
def test_the_main_pages_of_real_orders(opened_browser, online_retail, online_retail_home, picture, path):
    reader = opened(Reader(opened_browser, online_retail), online_retail_home, path, "en")
    name = f"online_retail_{path or 'overview'}"
    picture(reader, name)
    walk(reader, lambda number: picture(reader, f"{name}_{number}"))

    assert reader.errors == []


@pytest.mark.parametrize("which", ["demo", "online_retail"])
def test_the_figures_are_those_of_the_snapshot(opened_browser, request, which):
    home = request.getfixturevalue(f"{which}_home")
    reader = Reader(opened_browser, request.getfixturevalue(which)).opens("", lang="en")
    ((customers, active, high_risk),) = rows(home, FIGURES)

    assert reader.figure("Customers") == f"{customers:,}"
    assert reader.figure("Ordered in 90 days") == f"{active:,}"
    assert reader.figure("High churn risk") == f"{high_risk:,}"
    ((customer_id, orders),) = rows(home, BEST.replace("customer_id from", "customer_id, order_count from"))
    reader.opens("customer", lang="en", id=customer_id)
    assert reader.figure("Orders") == f"{orders:,}"
    assert reader.errors == []


@pytest.mark.parametrize("path", ["", "customer", "review"])
def test_a_phone_shows_every_part(opened_browser, demo, demo_home, picture, path):
    reader = opened(Reader(opened_browser, demo, **PHONE), demo_home, path, "zh")
    picture(reader, f"phone_{path or 'overview'}")
    walk(reader, lambda number: picture(reader, f"phone_{path or 'overview'}_{number}"))

    assert reader.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE["width"]
    assert reader.errors == []
