"""A person at a browser, as far as the server can tell: cookies, CSRF token, one connection kept open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from http.cookies import SimpleCookie
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Client:
    """Signed in from the start. A refused request raises RuntimeError."""

    def __init__(self, host: str, port: int, email: str, password: str) -> None:
        self._connection = HTTPConnection(host, port, timeout=60)
        self._cookies: dict[str, str] = {}
        self._token = self._token_of(self.get("/sign-in"))
        self.post("/sign-in", {"email": email, "password": password})
        # Signing in begins a new session, and with it a new token.
        self._token = self._token_of(self.get("/tasks"))

    def get(self, path: str) -> str:
        """The page at an address of the site."""
        return self._request("GET", path, None, expected=200)

    def post(self, path: str, fields: Mapping[str, str]) -> None:
        """Send a form, which must be answered by a redirect."""
        self._request("POST", path, urlencode({"csrf_token": self._token, **fields}), expected=302)

    def close(self) -> None:
        self._connection.close()

    def _request(self, method: str, path: str, body: str | None, expected: int) -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        response = self._answer(method, path, body, headers)
        page = response.read().decode()
        self._keep_cookies(response)
        if response.status not in (expected, expected + 1):
            raise RuntimeError(f"{method} {path} was answered {response.status}:\n{page[:2000]}")
        return page

    def _answer(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> HTTPResponse:
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (ConnectionError, RemoteDisconnected):
            # The server closes connections that were idle for a while; browsers then open another.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()

    def _keep_cookies(self, response: HTTPResponse) -> None:
        for header in response.headers.get_all("Set-Cookie", []):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(header).items()}

    @staticmethod
    def _token_of(page: str) -> str:
        found = TOKEN.search(page)
        if found is None:
            raise RuntimeError("the page carries no CSRF token")
        return found[1]
