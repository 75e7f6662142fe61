"""No table that names people is forgotten, and nobody is given what is between others."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Column, Table, insert, inspect, select
from sqlalchemy.orm import Session

from engine.db import Base, Document, Instant, table_of
from engine.models import Attachment, Comment, FormDefinition, Person, Submission, TaskCandidate
from engine.queries import person_export
from engine.queries.person_export import Record, Section, cases_kept_from, section_pages
from engine.queries.person_sections import LEFT_OUT, SECTIONS
from processes.registers.of_person import SECTIONS as REGISTER_SECTIONS
from tests.engine.queries.rows import ANNA, BO, DEFINITION, MONDAY, case, hold, task

ALL = (*SECTIONS, *REGISTER_SECTIONS)
NAMING = [
    (table.name, column.name)
    for table in Base.metadata.sorted_tables
    for column in table.columns
    if any(key.column.table.name == "person" for key in column.foreign_keys)
]
MARK = datetime(2031, 5, 17, 12, 34, 56, tzinfo=UTC)


def records(session: Session, name: str, person_id: int = ANNA) -> list[Record]:
    section = next(section for section in ALL if section.name == name)
    return [record for page in section_pages(session, person_id, section) for record in page]


def plant(session: Session, table: Table, **values: Any) -> dict[str, Any]:
    """A row in which everything that must be there is, with rows that it needs in other tables. Returns its key."""
    row = dict(values)
    for column in table.columns:
        if column.name in row or column.nullable:
            continue
        if column.primary_key and column.autoincrement is not False and not column.foreign_keys and _is_number(column):
            continue
        row[column.name] = _value(session, column)
    key = session.execute(insert(table).values(**row).returning(*table.primary_key.columns)).one()
    return dict(key._mapping)


def _is_number(column: Column[Any]) -> bool:
    return column.type.python_type is int


def _value(session: Session, column: Column[Any]) -> Any:
    for foreign in column.foreign_keys:
        other = foreign.column.table
        if other.name == "person":
            return BO
        if other.name == "unit":
            return "FGN"
        return plant(session, other)[foreign.column.name]
    if isinstance(column.type, Document):
        return {}
    if isinstance(column.type, Instant):
        return MARK
    text = uuid4().hex[: getattr(column.type, "length", None) or 30]
    made = {int: 7, str: text, bool: False, bytes: b"x", float: 1.0, UUID: uuid4(), date: MARK.date()}
    return made[column.type.python_type]


@pytest.mark.parametrize(("table", "column"), NAMING, ids=[".".join(each) for each in NAMING])
def test_whatever_names_a_person_is_given_or_left_out_for_a_reason(session: Session, table: str, column: str) -> None:
    sections = [each for each in ALL if table_of(each.table).name == table and column in each.concerns]
    if f"{table}.{column}" in LEFT_OUT:
        assert not sections
        return
    assert sections, f"{table}.{column} names people: give it a section, or a reason in LEFT_OUT"
    before = {each.name: len(records(session, each.name)) for each in sections}
    plant(session, Base.metadata.tables[table], **{column: ANNA})
    for each in sections:
        assert len(records(session, each.name)) == before[each.name] + 1


def test_what_is_left_out_is_there_to_be_left_out() -> None:
    assert [each for each in LEFT_OUT if tuple(each.split(".")) not in NAMING] == []


def test_sections_have_names_of_their_own_and_columns_that_exist() -> None:
    assert len({each.name for each in ALL}) == len(ALL)
    for each in ALL:
        columns = {column.key for column in inspect(each.table).columns}
        assert set(each.shown) | set(each.concerns) <= columns
        assert set(each.content) <= set(each.shown)


def test_no_secret_is_given() -> None:
    shown = {f"{table_of(each.table).name}.{name}" for each in ALL for name in each.shown}
    assert not shown & {"account.password_hash", "notice_choice.feed_hash", "webhook.secret", "submission.salt"}


def answer(session: Session, **values: Any) -> Submission:
    schema = {
        "components": [
            {"type": "textfield", "key": "word", "label": "Ordet"},
            {"type": "textfield", "key": "pay", "label": "Lön", "properties": {"yearwheel:visibility": "PAIR"}},
        ]
    }
    form = FormDefinition(deployment_id=DEFINITION, key=uuid4().hex, sha256="0", schema=schema)
    session.add(form)
    session.flush()
    found = Submission(
        **{"form_id": form.id, "element_id": "write", "visibility": "PAIR", "reader": f"pair:person:{ANNA}",
           "answers": {"word": "hej", "pay": 1}, "salt": b"1" * 16, "seq": 1, "submitted_at": MONDAY,
           "submitted_by": BO} | values
    )  # fmt: skip
    session.add(found)
    session.flush()
    return found


def test_what_a_manager_wrote_about_one_is_ones_own(session: Session) -> None:
    hold(session, ANNA, f"pair:person:{ANNA}")
    about = case(session, "Medarbetaravtal", person_id=ANNA, visibility="PAIR", reader=f"pair:person:{ANNA}")
    answer(session, instance_id=about.id)
    (found,) = records(session, "answers")
    assert found["answers"] == {"word": "hej", "pay": 1}
    assert found["questions"] == {"word": "Ordet", "pay": "Lön"}
    assert found["submitted_by"] == {"person": BO, "name": "Bo Lind"}
    assert [each["title"] for each in records(session, "cases")] == ["Medarbetaravtal"]


def test_a_former_manager_is_not_given_what_stands_between_others_now(session: Session) -> None:
    about = case(
        session, "Medarbetaravtal · Anna", person_id=ANNA, visibility="PAIR", started_by=BO,
        reader=f"pair:person:{ANNA}", status_reader="nobody",
    )  # fmt: skip
    answer(session, instance_id=about.id)
    (found,) = records(session, "answers", BO)
    assert (found["answers"], found["withheld"]) == (None, True)
    (started,) = records(session, "cases", BO)
    assert (started["title"], started["person_id"], started["withheld"]) == (None, None, True)


def test_a_field_with_a_code_of_its_own_is_kept_back(session: Session) -> None:
    about = case(session, person_id=BO)
    answer(session, instance_id=about.id, visibility="PUB", reader="everyone", submitted_by=ANNA)
    (found,) = records(session, "answers", BO)
    assert (found["answers"], found["withheld"]) == ({"word": "hej"}, True)


def test_anothers_note_about_one_is_not_ones_own(session: Session) -> None:
    about = case(session, person_id=ANNA)
    answer(session, instance_id=about.id, visibility="AUTHOR", reader=f"person:{BO}")
    assert records(session, "answers") == []
    assert len(records(session, "answers", BO)) == 1


def test_cases_about_one_that_one_may_not_know_of_are_left_to_be_judged(session: Session) -> None:
    hidden = case(session, person_id=ANNA, visibility="CASE", reader="nobody", status_reader="nobody")
    case(session, person_id=ANNA, visibility="WB", reader="nobody", status_reader="nobody")
    assert records(session, "cases") == []
    assert cases_kept_from(session, ANNA) == [(hidden.id, "plan")]


def test_comments_follow_the_same_rules(session: Session) -> None:
    hold(session, ANNA, f"pair:person:{ANNA}")
    about = case(session, person_id=ANNA)
    for code, reader in (("PAIR", f"pair:person:{ANNA}"), ("AUTHOR", f"person:{BO}")):
        of = task(session, about, code, visibility=code, reader=reader)
        session.add(
            Comment(instance_id=about.id, task_id=of.id, kind="remark", text=code, salt=b"1" * 16, visibility=code,
                    reader=reader, author_id=BO, written_at=MONDAY, seq=2)
        )  # fmt: skip
    session.flush()
    assert [each["text"] for each in records(session, "comments")] == ["PAIR"]
    assert sorted(each["text"] or "-" for each in records(session, "comments", BO)) == ["-", "AUTHOR"]


def test_waiting_tasks_are_found_by_what_one_is(session: Session) -> None:
    of = task(session, case(session), "Läs", candidates=[f"person:{ANNA}"])
    assert [each["id"] for each in records(session, "waiting_tasks")] == [of.id]
    assert session.scalars(select(TaskCandidate.task_id)).all() == [of.id]


def test_many_rows_come_in_pages(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(person_export, "PAGE", 3)
    about = case(session)
    for number in range(7):
        task(session, about, f"t{number}", completed_by=ANNA)
        session.add(Attachment(filename=f"{number}.txt", size=1, uploaded_at=MONDAY, uploaded_by=ANNA))
    session.flush()
    for name in ("tasks", "files"):
        section: Section = next(each for each in ALL if each.name == name)
        assert [len(page) for page in section_pages(session, ANNA, section)] == [3, 3, 1]
        assert len({record["id"] for record in records(session, name)}) == 7
    assert session.scalars(select(Person.id)).all()
