"""Headers that every answer carries, and which pages may relax them."""

from __future__ import annotations

from flask import Flask, Response, g, request

from webapp.settings import Settings

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
# bpmn-js sets style attributes on what it draws and carries its symbols as data: images.
DIAGRAM = STRICT | {"img-src": "'self' data:", "style-src-attr": "'unsafe-inline'"}


def allow_diagram() -> None:
    """Let this answer show a bpmn-js diagram."""
    g.content_security_policy = DIAGRAM


def init_app(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer."""

    @app.after_request
    def add_headers(response: Response) -> Response:
        policy: dict[str, str] = g.get("content_security_policy", STRICT)
        headers = response.headers
        headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if settings.secure_cookies:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response
