"""What the registers say about a person, for the export of all that is kept about one."""

from __future__ import annotations

from engine.queries.person_export import Section
from processes.registers.agreement import Agreement

SECTIONS = (
    Section(
        name="agreements", table=Agreement, concerns=("person_id",),
        shown=("year", "status", "talk_on", "employee_confirmed_at", "manager_confirmed_at", "document_hash",
               "instance_id"),
    ),
)  # fmt: skip
