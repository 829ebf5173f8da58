"""One call of an interface: signed, made again while it fails for a moment, and its errors in words.

Sessions, back-off with Retry-After, paginators and signatures are dlt's; nothing of its pipelines is used.
"""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from orchestration.errors import HuaxiangError
from orchestration.ingest.connections.rest_config import RestConfig
from orchestration.ingest.connections.secrets import hidden

if TYPE_CHECKING:
    import requests

_TIMEOUT_SECONDS = 60
_LONGEST_MESSAGE = 200
_UNREADABLE = object()
_REMEDIES = {
    401: "Check the credentials in the environment.",
    403: "Check what the credentials may read.",
    404: "Check `path` and `base_url`.",
    429: "It asks for fewer calls: raise `retries.most_seconds`, or try again later.",
}


class RefusedError(HuaxiangError):
    """The interface answered, and what it answered is an error that will not pass by itself."""


class Caller:
    """Makes the calls of one session."""

    def __init__(self, config: RestConfig) -> None:
        from dlt.sources.helpers.requests.retry import Client

        self.config = config
        self.secrets = list(config.secrets)
        self.session = Client(
            raise_for_status=False,
            request_timeout=_TIMEOUT_SECONDS,
            request_max_attempts=config.retries.attempts,
            request_backoff_factor=config.retries.first_seconds,
            request_max_retry_delay=config.retries.most_seconds,
            retry_condition=self._is_again,
        ).session
        self.auth = self._auth()

    def url(self, path: str) -> str:
        """The whole address of a path."""
        return f"{self.config.base_url}/{path.lstrip('/')}"

    def call(self, request: "requests.Request", what: str) -> "requests.Response":
        """The good answer to a request; HuaxiangError that names the resource `what` otherwise."""
        if urlsplit(request.url)[:2] != urlsplit(self.config.base_url)[:2]:
            raise RefusedError(f"'{what}' goes on at another host, to which no credentials are sent.")
        response = self._sent(request, what)
        if isinstance(self.auth, _Token) and self._code(response) in self.config.errors.new_token:
            # the token ran out, or another process has taken a newer one
            self.auth.forget()
            response = self._sent(request, what)
        self._check(response, what)
        return response

    def body(self, response: "requests.Response") -> Any:
        """The answer's JSON; numbers with a point as their text, so that no digit is lost."""
        return _body(response)

    def _sent(self, request: "requests.Request", what: str) -> "requests.Response":
        import requests

        try:
            prepared = self.session.prepare_request(request)
            options = self.session.merge_environment_settings(prepared.url, {}, None, None, None)
            return self.session.send(prepared, timeout=_TIMEOUT_SECONDS, **options)
        except requests.RequestException as error:
            # its text holds the address with the token
            raise HuaxiangError(
                f"'{what}' cannot be reached at {urlsplit(self.config.base_url).netloc}"
                f" ({type(error).__name__}), tried {self.config.retries.attempts} times."
                " What came so far is kept; the next run goes on there."
            ) from None

    def _is_again(self, response: "requests.Response | None", error: BaseException | None) -> bool:
        if response is None or response.status_code != 200:
            return False
        return _body(response) is _UNREADABLE or self._code(response) in self.config.errors.again

    def entry(self, response: "requests.Response", name: str) -> Any:
        """What the answer says under a name; None where it says nothing."""
        body = _body(response)
        return body.get(name) if isinstance(body, dict) else None

    def _code(self, response: "requests.Response") -> Any:
        return self.entry(response, self.config.errors.code)

    def _check(self, response: "requests.Response", what: str) -> None:
        status, errors, code = response.status_code, self.config.errors, self._code(response)
        lasting = RefusedError
        if status == 429 or status >= 500 or code in errors.again:
            lasting = HuaxiangError
        if status >= 400:
            remedy = _REMEDIES.get(status, "What came so far is kept; the next run goes on there.")
            raise lasting(f"'{what}' answers with status {status}. {remedy}")
        if _body(response) is _UNREADABLE:
            raise HuaxiangError(f"'{what}' answers with something that is not JSON.")
        if errors.code and code not in errors.good:
            told = hidden(str(self.entry(response, errors.message) or ""), self.secrets)[:_LONGEST_MESSAGE]
            raise lasting(f"'{what}' answers with {errors.code} {code}: {told}")

    def _auth(self) -> "requests.auth.AuthBase | None":
        from dlt.sources.helpers.rest_client import auth as dlt_auth

        given = {name: getattr(value, "value", value) for name, value in self.config.auth.items()}
        match given.pop("kind", None):
            case "bearer":
                return dlt_auth.BearerTokenAuth(token=given["token"])
            case "api_key":
                location = given.get("location", "header")
                return dlt_auth.APIKeyAuth(name=given["name"], api_key=given["value"], location=location)
            case "http_basic":
                return dlt_auth.HttpBasicAuth(given["username"], given["password"])
            case "oauth2_client_credentials":
                return dlt_auth.OAuth2ClientCredentials(
                    access_token_url=given["token_url"],
                    client_id=given["client_id"],
                    client_secret=given["client_secret"],
                    access_token_request_data={"scope": given["scope"]} if "scope" in given else {},
                    session=self.session,
                )
            case "token":
                return _Token(self, given)
        return None


class _Token:
    """A token that is fetched with other credentials and then stands in every address."""

    def __init__(self, caller: Caller, given: Mapping[str, Any]) -> None:
        self.caller, self.given = caller, given
        self.value: str | None = None

    def forget(self) -> None:
        """Fetch another one for the next call."""
        self.value = None

    def __call__(self, prepared: "requests.PreparedRequest") -> "requests.PreparedRequest":
        """Sign a request."""
        if self.value is None:
            self.value = self._fetched()
            self.caller.secrets.append(self.value)
        prepared.prepare_url(prepared.url, {self.given["param"]: self.value})
        return prepared

    def _fetched(self) -> str:
        import requests

        params = {name: value.value for name, value in self.given["params"].items()}
        path = self.given["path"]
        response = self.caller._sent(requests.Request("GET", self.caller.url(path), params=params), path)
        self.caller._check(response, path)
        token = self.caller.entry(response, self.given["token"])
        if not token:
            raise RefusedError(f"'{path}' gives no '{self.given['token']}'. Check `auth` in defs.yaml.")
        return str(token)


def _body(response: "requests.Response") -> Any:
    try:
        return json.loads(response.content, parse_float=str)
    except ValueError:
        return _UNREADABLE
