"""Signing in by OpenID Connect, from the browser through a provider on this machine and back.

It shows that our own side of sign-in works (discovery, code with PKCE, signed claims, cookie, signing out)
and whom it lets in. What a company's own provider says of its people is not shown here.
"""

import shutil

import duckdb
import pytest
from joserfc.jwk import RSAKey

from benchmarks.browser import Reader, free_port, served
from tests.browser.provider import CLIENT, SECRET, provider

ADA = {"sub": "1", "email": "Ada@shop.example", "email_verified": True}
EVE = {"sub": "2", "email": "eve@elsewhere.example", "email_verified": True}
NOT_ALLOWED = "Your account may not look"


@pytest.fixture(scope="module")
def oidc():
    with provider() as found:
        yield found


@pytest.fixture(scope="module")
def start(sample_home, oidc, tmp_path_factory):
    """Serve the app with sign-in configured: `with start("--full", HUAXIANG_READERS=…) as address`."""

    def begin(*options, home=sample_home.root, **environment):
        port = free_port()
        secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
        secrets.write_text(
            f"""
            [auth]
            redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
            cookie_secret = "only for this test"
            client_id = "{CLIENT}"
            client_secret = "{SECRET}"
            server_metadata_url = "{oidc.address}/.well-known/openid-configuration"
            """
        )
        return served(home, *options, port=port, STREAMLIT_SECRETS_FILES=str(secrets), **environment)

    return begin


@pytest.fixture(scope="module")
def unmasked_home(sample_home, tmp_path_factory):
    """A home whose snapshot is published unmasked too: here the same rows, said to be unmasked."""
    home = tmp_path_factory.mktemp("unmasked") / "home"
    shutil.copytree(sample_home.root, home, symlinks=True, ignore=shutil.ignore_patterns("dagster", "raw"))
    (home / "published_full").mkdir(exist_ok=True)
    file = home / "published_full" / "profiles-unmasked.duckdb"
    shutil.copy((home / "published" / "profiles.duckdb").resolve(), file)
    with duckdb.connect(str(file)) as con:
        con.execute("update publish.dim_snapshots set is_masked = false")
    (home / "published_full" / "profiles.duckdb").unlink(missing_ok=True)
    (home / "published_full" / "profiles.duckdb").symlink_to(file.name)
    return home


def signs_in(opened_browser, oidc, address, account) -> Reader:
    """A new browser, in which somebody presses the button and comes back from the provider."""
    oidc.account = account
    reader = Reader(opened_browser, address, also=oidc.address)
    reader.opens("", lang="en")
    assert "Please sign in" in reader.text
    assert reader.page.query_selector("[data-testid='stMetric']") is None
    reader.page.get_by_role("button", name="Sign in").click()
    reader.page.wait_for_timeout(1500)
    reader.opens("", lang="en")
    return reader


def test_who_signs_in_sees_the_page_and_who_signs_out_does_not(opened_browser, oidc, start):
    with start() as address:
        reader = signs_in(opened_browser, oidc, address, ADA)
        assert reader.figure("Customers")
        assert "Ada@shop.example" in reader.page.inner_text("[data-testid='stSidebar']")

        reader.page.get_by_role("button", name="Sign out").click()
        reader.page.wait_for_timeout(1500)
        reader.opens("", lang="en")
        assert "Please sign in" in reader.text
        assert reader.errors == []


def test_a_claim_that_another_key_signed_signs_nobody_in(opened_browser, oidc, start):
    oidc.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    try:
        with start() as address:
            reader = signs_in(opened_browser, oidc, address, ADA)
            assert "Please sign in" in reader.text
            assert reader.page.query_selector("[data-testid='stMetric']") is None
    finally:
        oidc.signs_with = oidc.key


@pytest.mark.parametrize(
    ("account", "is_let_in"),
    [
        pytest.param(ADA, True, id="of-the-domain"),
        pytest.param({**EVE, "email": "bob+crm@partner.example"}, True, id="by-name-with-a-plus"),
        pytest.param({**EVE, "email": "crm@partner.example"}, False, id="behind-the-plus"),
        pytest.param(EVE, False, id="a-stranger"),
        pytest.param({**ADA, "email_verified": False}, False, id="not-verified"),
        pytest.param({"sub": "3"}, False, id="no-address"),
    ],
)
def test_a_stranger_is_told_that_the_account_is_not_allowed(opened_browser, oidc, named, account, is_let_in):
    reader = signs_in(opened_browser, oidc, named, account)

    assert (NOT_ALLOWED in reader.text) is not is_let_in
    assert (reader.page.query_selector("[data-testid='stMetric']") is not None) is is_let_in
    assert reader.errors == []
    if not is_let_in:
        reader.opens("customer", lang="zh")
        assert "您的账号不能查看这些画像" in reader.text
        assert reader.page.get_by_role("button", name="退出登录").count() == 1


@pytest.fixture(scope="module")
def named(start):
    with start(HUAXIANG_READERS="@shop.example, bob+crm@partner.example") as address:
        yield address


def test_unmasked_profiles_are_shown_only_to_who_is_named(opened_browser, oidc, start, unmasked_home):
    with start("--full", home=unmasked_home) as address:
        assert NOT_ALLOWED in signs_in(opened_browser, oidc, address, ADA).text
    with start("--full", home=unmasked_home, HUAXIANG_READERS="ada@shop.example") as address:
        assert "Our customers today" in signs_in(opened_browser, oidc, address, ADA).text
        assert NOT_ALLOWED in signs_in(opened_browser, oidc, address, EVE).text


def test_without_sign_in_unmasked_profiles_stay_on_this_machine(opened_browser, unmasked_home):
    with served(unmasked_home, "--full", "--address", "0.0.0.0") as address:  # noqa: S104
        reader = Reader(opened_browser, address).opens("", lang="en")
        assert "shown on this machine only" in reader.text
        assert reader.page.query_selector("[data-testid='stMetric']") is None
    with served(unmasked_home, "--full") as address:
        reader = Reader(opened_browser, address).opens("", lang="en")
        assert "not masked" in reader.page.inner_text("[data-testid='stSidebar']")
        assert reader.figure("Customers")
