"""The web application, put together."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.run import Runner
from webapp import assets, errors, health, i18n, layout, logs, security
from webapp.auth import session
from webapp.auth.links import account_links
from webapp.context import EXTENSION, Site
from webapp.scanning import create_scanner
from webapp.settings import Settings
from webapp.tasks.asked import RowNumber

FAMILIES = (
    "auth", "tasks", "cases", "cycle", "agreements", "start", "deputies",
    "admin", "my_data", "preferences", "calendar_feed",
    "notices",
)  # fmt: skip
MEGABYTE = 1_000_000
MAX_FIELDS = 10_000


def create_app(settings: Settings, runner: Runner) -> Flask:
    """One web process's application. Every page family is a folder that exposes `blueprint`."""
    app = Flask("webapp")
    app.extensions[EXTENSION] = Site(runner, settings, account_links(settings), create_scanner(settings.virus_scanner))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_mb * MEGABYTE,
        MAX_FORM_MEMORY_SIZE=settings.max_upload_mb * MEGABYTE,
        MAX_FORM_PARTS=MAX_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,  # the session's end is the token's end
        WTF_CSRF_SSL_STRICT=False,  # the Referer is no better proof than the token, and some networks drop it
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    logs.init_app(app)
    security.init_app(app, settings)
    CSRFProtect(app)
    session.init_app(app, settings)
    i18n.init_app(app, settings.zone)
    assets.init_app(app)
    layout.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    app.url_map.converters["int"] = RowNumber
    for family in FAMILIES:
        app.register_blueprint(import_module(f"webapp.{family}").blueprint)
    return app
