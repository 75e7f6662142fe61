"""Compiled forms, kept: a deployed form never changes, so its digest stands for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from forms.form import Form

KEPT_FORMS = 256

_kept: OrderedDict[str, Form] = OrderedDict()
_lock = Lock()


def compile_form(schema: Mapping[str, Any], sha256: str | None = None) -> Form:
    """The form of a form-js schema. With sha256, the digest of the stored file, it is compiled once and kept.
    Never raises for a wrong schema: `Form.problems` tells what is wrong with it."""
    if sha256 is None:
        return Form(schema)
    with _lock:
        form = _kept.get(sha256)
        if form is not None:
            _kept.move_to_end(sha256)
            return form
    form = Form(schema)
    with _lock:
        _kept[sha256] = form
        if len(_kept) > KEPT_FORMS:
            _kept.popitem(last=False)
    return form
