"""Addresses of what the front-end build made, by the name of their source."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, url_for

BUILD = "build"
ONE_YEAR = 31_536_000
log = logging.getLogger(__name__)


def read_manifest(folder: Path) -> Mapping[str, str]:
    """Source name to built file (`app.css` → `app-3F2A.css`); empty when nothing has been built yet."""
    path = folder / BUILD / "manifest.json"
    if not path.exists():
        log.warning("the front end has not been built: pages have no style", extra={"manifest": str(path)})
        return {}
    manifest: dict[str, str] = json.loads(path.read_text("utf-8"))
    return manifest


def init_app(app: Flask) -> None:
    """Give the templates `asset('app.css')`. Built files carry a digest in their name, so browsers may keep them."""
    manifest = read_manifest(Path(str(app.static_folder)))
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = ONE_YEAR

    def asset(name: str) -> str:
        return url_for("static", filename=f"{BUILD}/{manifest.get(name, name)}")

    app.jinja_env.globals["asset"] = asset
