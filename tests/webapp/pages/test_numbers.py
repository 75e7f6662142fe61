"""Numbers and moments that no table can hold: an answer that says what to do, never a fault of ours."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest

from tests.webapp.conftest import Visitor
from tests.webapp.pages.people import ADMINISTRATOR, OWNER, SECRETARY, Employee

SignIn = Callable[[Employee], Visitor]
TOO_LARGE = (str(2**31), "9" * 30, "9" * 5000)


@pytest.mark.parametrize("number", TOO_LARGE)
def test_addresses(sign_in: SignIn, number: str) -> None:
    administrator = sign_in(ADMINISTRATOR)
    assert administrator.get(f"/deputies/{number}").status_code == 404
    assert administrator.get(f"/deputies/{ADMINISTRATOR.id}/new?deputy={number}").status_code == 200
    for path in (f"/deputies/absence/{number}/end", f"/deputies/deputy/{number}/end", f"/admin/accounts/{number}/open"):
        assert administrator.post(path).status_code == 404
    assert sign_in(OWNER).get(f"/tasks/others?person={number}").status_code == 200


@pytest.mark.parametrize("number", [*TOO_LARGE, "²", "٣"])
def test_what_forms_send(sign_in: SignIn, task_id: UUID, number: str) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get(f"/tasks/{task_id}")
    assert secretary.post(f"/tasks/{task_id}/delegate", {"to": f"person:{number}"}).status_code == 422
    days = {"valid_from": "2026-03-03", "valid_to": "2026-03-05", "scopes": "do"}
    assert secretary.post(f"/deputies/{SECRETARY.id}/new", {"deputy": number, **days}).status_code in (404, 422)
    administrator = sign_in(ADMINISTRATOR)
    administrator.get("/admin/accounts")
    fields = {"person": number, "email": "x@alvhamn.example"}
    assert administrator.post("/admin/accounts/invite", fields).status_code == 404


@pytest.mark.parametrize("until", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_moments_at_the_ends_of_the_calendar(sign_in: SignIn, until: str) -> None:
    secretary = sign_in(SECRETARY)
    secretary.get("/notices/")
    assert secretary.post("/notices/read-all", {"until": until}).status_code == 302
