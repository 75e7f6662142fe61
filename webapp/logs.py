"""Structured logs: one JSON object a line on standard error, with the request's id and the person's number,
never what anybody wrote in a form or searched for."""

from __future__ import annotations

import logging
import logging.config
import re
import time
from uuid import uuid4

from flask import Flask, Response, g, has_request_context, request

REQUEST_ID = "X-Request-ID"
PLAUSIBLE = re.compile(r"[A-Za-z0-9-]{8,64}")
log = logging.getLogger("webapp.request")


class RequestFacts(logging.Filter):
    """Adds what ties a line to its request."""

    def filter(self, record: logging.LogRecord) -> bool:
        if has_request_context():
            record.request_id = g.get("request_id")
            record.person_id = g.get("person_id")
        return True


def configure(level: str) -> None:
    """Set up logging for this process."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request": {"()": RequestFacts}},
            "formatters": {
                "json": {
                    "()": "pythonjsonlogger.json.JsonFormatter",
                    "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
                    "rename_fields": {"asctime": "at", "levelname": "level", "name": "logger"},
                    "json_ensure_ascii": False,
                }
            },
            "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["request"]}},
            "loggers": {"apscheduler": {"level": "WARNING"}},  # it has a word to say every second
            "root": {"level": level, "handlers": ["stderr"]},
        }
    )


def init_app(app: Flask) -> None:
    """Number every request and write one line about it when it is answered."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(REQUEST_ID, "")
        g.request_id = given if PLAUSIBLE.fullmatch(given) else uuid4().hex
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[REQUEST_ID] = g.get("request_id", "")
        if request.endpoint != "static":
            facts = {
                "method": request.method,
                "path": _path(),
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            }
            log.info("request", extra=facts)
        return response


def _path() -> str:
    """The address without the token of a mailed link: whoever reads the log must not be able to follow it."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path
