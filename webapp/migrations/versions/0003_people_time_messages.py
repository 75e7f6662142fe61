"""Deputies, absence, comments, notices, statutory dates, retention"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Until now a task had one submission, so the link that holds its digest is found by the task.
SEQ_OF_SUBMISSIONS = """
UPDATE submission SET seq = COALESCE((
    SELECT MIN(history_event.seq) FROM history_event
    WHERE history_event.instance_id = submission.instance_id AND history_event.content_digest IS NOT NULL
    AND (history_event.task_id = submission.task_id
         OR history_event.task_id IS NULL AND submission.task_id IS NULL)), 0)
"""


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_absence_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_absence_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_absence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "acting_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("principal", sa.String(length=120), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("for_person_id", sa.Integer(), nullable=False),
        sa.Column("due_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["for_person_id"], ["person.id"], name=op.f("fk_acting_holder_for_person_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acting_holder_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acting_holder")),
    )
    with op.batch_alter_table("acting_holder", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acting_holder_person_id_scope_principal"), ["person_id", "scope", "principal"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_acting_holder_principal_scope"), ["principal", "scope"], unique=False)

    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("deputy_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["deputy_id"], ["person.id"], name=op.f("fk_deputy_deputy_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_deputy_ended_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputy_person_id")),
        sa.ForeignKeyConstraint(["set_by"], ["person.id"], name=op.f("fk_deputy_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputy_deputy_id"), ["deputy_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputy_person_id"), ["person_id"], unique=False)

    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mail", sa.String(length=10), nullable=True),
        sa.Column("feed_hash", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("feed_hash", name=op.f("uq_notice_choice_feed_hash")),
    )
    op.create_table(
        "webhook",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(length=2000), nullable=False),
        sa.Column("secret", sa.String(length=100), nullable=False),
        sa.Column("topics", sa.LargeBinary(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_webhook_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook")),
    )
    op.create_table(
        "weeding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_key", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.LargeBinary(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("weeded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("weeded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["weeded_by"], ["person.id"], name=op.f("fk_weeding_weeded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weeding")),
    )
    with op.batch_alter_table("weeding", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_weeding_definition_key"), ["definition_key"], unique=False)

    op.create_table(
        "statutory_deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("statute", sa.String(length=60), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("next_alarm_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_statutory_deadline_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statutory_deadline")),
    )
    with op.batch_alter_table("statutory_deadline", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_statutory_deadline_instance_id_element_id"), ["instance_id", "element_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_statutory_deadline_next_alarm_at"), ["next_alarm_at"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=True),
        sa.Column("visibility", sa.String(length=10), nullable=False),
        sa.Column("reader", sa.String(length=120), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_comment_author_id")),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_comment_instance_id")),
        sa.ForeignKeyConstraint(["task_id"], ["human_task.id"], name=op.f("fk_comment_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_author_id"), ["author_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_comment_instance_id_written_at"), ["instance_id", "written_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_comment_task_id"), ["task_id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("task_id", sa.Uuid(), nullable=True),
        sa.Column("instance_id", sa.Uuid(), nullable=True),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_notice_instance_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.ForeignKeyConstraint(["task_id"], ["human_task.id"], name=op.f("fk_notice_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_mailed_at_person_id"), ["mailed_at", "person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_person_id_created_at"), ["person_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_task_id"), ["task_id"], unique=False)
        batch_op.create_index(
            "ix_notice_unread",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "task_exclusion",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_task_exclusion_person_id")),
        sa.ForeignKeyConstraint(
            ["task_id"], ["human_task.id"], name=op.f("fk_task_exclusion_task_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "person_id", name=op.f("pk_task_exclusion")),
    )
    with op.batch_alter_table("task_exclusion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_exclusion_person_id_task_id"), ["person_id", "task_id"], unique=False)

    with op.batch_alter_table("human_task", schema=None) as batch_op:
        batch_op.add_column(sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("priority", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("deputy_scope", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("assignee_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delegated_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("delegated_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("next_notice_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("notice_step", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("on_behalf_of", sa.Integer(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_human_task_next_notice_at"),
            ["next_notice_at"],
            unique=False,
            sqlite_where=sa.text("next_notice_at IS NOT NULL"),
            postgresql_where=sa.text("next_notice_at IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_human_task_delegated_to"),
            ["delegated_to"],
            unique=False,
            sqlite_where=sa.text("delegated_to IS NOT NULL"),
            postgresql_where=sa.text("delegated_to IS NOT NULL"),
        )
        batch_op.create_foreign_key(batch_op.f("fk_human_task_delegated_by"), "person", ["delegated_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_human_task_assignee_id"), "person", ["assignee_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_human_task_on_behalf_of"), "person", ["on_behalf_of"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_human_task_delegated_to"), "person", ["delegated_to"], ["id"])

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prepared_for", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_draft_prepared_for"), "person", ["prepared_for"], ["id"])

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("in_doubt", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("dead_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_outbox_message_sent_at_run_at"))
        batch_op.create_index(
            batch_op.f("ix_outbox_message_sent_at_dead_at_run_at"), ["sent_at", "dead_at", "run_at"], unique=False
        )

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weeded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_index(batch_op.f("ix_process_instance_definition_id"))
        batch_op.create_index(
            batch_op.f("ix_process_instance_definition_id_ended_at"), ["definition_id", "ended_at"], unique=False
        )
        batch_op.add_column(sa.Column("weeding_id", sa.Uuid(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_process_instance_weeding_id"),
            ["weeding_id"],
            unique=False,
            sqlite_where=sa.text("weeding_id IS NOT NULL"),
            postgresql_where=sa.text("weeding_id IS NOT NULL"),
        )

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seq", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("on_behalf_of", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_submission_submitted_by"), ["submitted_by"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_submission_on_behalf_of"), "person", ["on_behalf_of"], ["id"])
    # What is under way can be done by deputies from now on and is reminded of; that it was opened is old news. What is
    # confidential passes to nobody: its diagram had no way to say that it may not.
    op.execute(
        "UPDATE human_task SET deputy_scope = 'do' WHERE status = 'open' AND visibility NOT IN ('AUTHOR', 'PAIR', 'WB')"
    )
    op.execute("UPDATE human_task SET next_notice_at = opened_at, notice_step = 1 WHERE status = 'open'")
    op.execute(SEQ_OF_SUBMISSIONS)
    op.execute("UPDATE outbox_message SET topic = 'notice.incident' WHERE topic = 'mail.incident' AND sent_at IS NULL")
    for table, column in (("human_task", "notice_step"), ("outbox_message", "in_doubt"), ("submission", "seq")):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column, existing_type=sa.Integer(), existing_nullable=False, server_default=None)

    op.create_table(
        "shared_field",
        sa.Column("task_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("earlier", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["task_id"], ["human_task.id"], name=op.f("fk_shared_field_task_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_shared_field_written_by")),
        sa.PrimaryKeyConstraint("task_id", "path", name=op.f("pk_shared_field")),
    )
    with op.batch_alter_table("shared_field", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shared_field_written_by"), ["written_by"], unique=False)

    op.create_table(
        "file_content",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_file_content")),
    )
    op.create_table(
        "file_chunk",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["file_content.sha256"], name=op.f("fk_file_chunk_sha256"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", "seq", name=op.f("pk_file_chunk")),
    )
    # What a file is was only guessed until now, so it is called what it surely is. One part each, however large.
    op.execute(
        "INSERT INTO file_content (sha256, size, media_type)"
        " SELECT sha256, MIN(size), 'application/octet-stream' FROM attachment GROUP BY sha256"
    )
    op.execute(
        "INSERT INTO file_chunk (sha256, seq, data) SELECT sha256, 0, content FROM attachment WHERE id ="
        " (SELECT same.id FROM attachment AS same WHERE same.sha256 = attachment.sha256 ORDER BY same.id LIMIT 1)"
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("sha256", existing_type=sa.VARCHAR(length=64), nullable=True)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_attachment_sha256"), "file_content", ["sha256"], ["sha256"])
        batch_op.drop_column("media_type")
        batch_op.drop_column("content")

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("undo", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_column("undo")

    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.LargeBinary(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("media_type", sa.VARCHAR(length=100), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("fk_attachment_sha256"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))
    _whole_files()
    op.execute("UPDATE attachment SET sha256 = '' WHERE sha256 IS NULL")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.alter_column("sha256", existing_type=sa.VARCHAR(length=64), nullable=False)
        for column, kind in (("content", sa.LargeBinary()), ("media_type", sa.VARCHAR(length=100))):
            batch_op.alter_column(column, existing_type=kind, existing_nullable=False, server_default=None)
    op.drop_table("file_chunk")
    op.drop_table("file_content")
    op.drop_table("shared_field")

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_submission_on_behalf_of"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_submission_submitted_by"))
        batch_op.drop_column("on_behalf_of")
        batch_op.drop_column("seq")

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_process_instance_weeding_id"),
            sqlite_where=sa.text("weeding_id IS NOT NULL"),
            postgresql_where=sa.text("weeding_id IS NOT NULL"),
        )
        batch_op.drop_column("weeding_id")
        batch_op.drop_index(batch_op.f("ix_process_instance_definition_id_ended_at"))
        batch_op.create_index(batch_op.f("ix_process_instance_definition_id"), ["definition_id"], unique=False)
        batch_op.drop_column("weeded_at")

    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_sent_at_dead_at_run_at"))
        batch_op.create_index(batch_op.f("ix_outbox_message_sent_at_run_at"), ["sent_at", "run_at"], unique=False)
        batch_op.drop_column("dead_at")
        batch_op.drop_column("in_doubt")

    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_draft_prepared_for"), type_="foreignkey")
        batch_op.drop_column("prepared_for")

    with op.batch_alter_table("human_task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_human_task_delegated_to"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_human_task_on_behalf_of"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_human_task_assignee_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_human_task_delegated_by"), type_="foreignkey")
        batch_op.drop_index(
            batch_op.f("ix_human_task_delegated_to"),
            sqlite_where=sa.text("delegated_to IS NOT NULL"),
            postgresql_where=sa.text("delegated_to IS NOT NULL"),
        )
        batch_op.drop_index(
            batch_op.f("ix_human_task_next_notice_at"),
            sqlite_where=sa.text("next_notice_at IS NOT NULL"),
            postgresql_where=sa.text("next_notice_at IS NOT NULL"),
        )
        batch_op.drop_column("on_behalf_of")
        batch_op.drop_column("notice_step")
        batch_op.drop_column("next_notice_at")
        batch_op.drop_column("delegated_by")
        batch_op.drop_column("delegated_to")
        batch_op.drop_column("assignee_id")
        batch_op.drop_column("deputy_scope")
        batch_op.drop_column("priority")
        batch_op.drop_column("follow_up_at")

    with op.batch_alter_table("task_exclusion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_exclusion_person_id_task_id"))

    op.drop_table("task_exclusion")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_notice_task_id"))
        batch_op.drop_index(batch_op.f("ix_notice_person_id_created_at"))
        batch_op.drop_index(batch_op.f("ix_notice_mailed_at_person_id"))
        batch_op.drop_index(batch_op.f("ix_notice_instance_id"))

    op.drop_table("notice")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_task_id"))
        batch_op.drop_index(batch_op.f("ix_comment_instance_id_written_at"))
        batch_op.drop_index(batch_op.f("ix_comment_author_id"))

    op.drop_table("comment")
    with op.batch_alter_table("statutory_deadline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_statutory_deadline_next_alarm_at"))
        batch_op.drop_index(batch_op.f("ix_statutory_deadline_instance_id_element_id"))

    op.drop_table("statutory_deadline")
    with op.batch_alter_table("weeding", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_weeding_definition_key"))

    op.drop_table("weeding")
    op.drop_table("webhook")
    op.drop_table("notice_choice")
    with op.batch_alter_table("deputy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputy_person_id"))
        batch_op.drop_index(batch_op.f("ix_deputy_deputy_id"))

    op.drop_table("deputy")
    with op.batch_alter_table("acting_holder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acting_holder_principal_scope"))
        batch_op.drop_index(batch_op.f("ix_acting_holder_person_id_scope_principal"))

    op.drop_table("acting_holder")
    with op.batch_alter_table("absence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_person_id"))

    op.drop_table("absence")


def _whole_files() -> None:
    connection = op.get_bind()
    files = sa.table("attachment", sa.column("sha256"), sa.column("content"), sa.column("media_type"))
    chunks = sa.table("file_chunk", sa.column("sha256"), sa.column("seq"), sa.column("data"))
    kinds = sa.table("file_content", sa.column("sha256"), sa.column("media_type"))
    for sha256, media_type in connection.execute(sa.select(kinds.c.sha256, kinds.c.media_type)).all():
        parts = sa.select(chunks.c.data).where(chunks.c.sha256 == sha256).order_by(chunks.c.seq)
        content = b"".join(bytes(part) for part in connection.scalars(parts))
        of_file = sa.update(files).where(files.c.sha256 == sha256)
        connection.execute(of_file.values(content=content, media_type=media_type))
