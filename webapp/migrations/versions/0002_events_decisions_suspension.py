"""Messages and signals between cases, starts by event, decisions, offered activities, incidents, suspension"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

EMPTY_LIST = "'[]'"  # as a document is stored: JSON, as bytes


def upgrade() -> None:
    op.create_table(
        "buffered_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.Column("waits_seconds", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buffered_message")),
    )
    with op.batch_alter_table("buffered_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_buffered_message_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_buffered_message_name_key"), ["name", "key"], unique=False)

    op.create_table(
        "decision_definition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("deployment_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("dmn", sa.LargeBinary(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deployment_id"], ["deployment.id"], name=op.f("fk_decision_definition_deployment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_definition")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_decision_definition_key_version")),
    )
    with op.batch_alter_table("decision_definition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_definition_deployment_id"), ["deployment_id"], unique=False)

    op.create_table(
        "start_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("trigger", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("armed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["process_definition.id"], name=op.f("fk_start_subscription_definition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_start_subscription")),
    )
    with op.batch_alter_table("start_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_start_subscription_definition_id"), ["definition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_start_subscription_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_start_subscription_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_start_subscription_trigger_name"), ["trigger", "name"], unique=False)

    op.create_table(
        "activity_offer",
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("activities", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["instance_id"], ["process_instance.id"], name=op.f("fk_activity_offer_instance_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_activity_offer")),
    )
    with op.batch_alter_table("activity_offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_offer_instance_id"), ["instance_id"], unique=False)

    op.create_table(
        "event_subscription",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("instance_id", sa.Uuid(), nullable=False),
        sa.Column("element_id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_event_subscription_instance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_subscription")),
    )
    with op.batch_alter_table("event_subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_subscription_instance_id"), ["instance_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_subscription_kind_name_key"), ["kind", "name", "key"], unique=False)

    op.create_table(
        "activity_starter",
        sa.Column("token", sa.Uuid(), nullable=False),
        sa.Column("principal", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["token"], ["activity_offer.token"], name=op.f("fk_activity_starter_token"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", "principal", name=op.f("pk_activity_starter")),
    )
    with op.batch_alter_table("activity_starter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_starter_principal_token"), ["principal", "token"], unique=False)

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("names", sa.LargeBinary(), nullable=False, server_default=sa.text(EMPTY_LIST)))
        batch_op.add_column(sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
        batch_op.alter_column("instance_id", existing_type=sa.Uuid(), nullable=True)

    # Only for the rows there are: the program gives every new one its values.
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.alter_column("names", existing_type=sa.LargeBinary(), server_default=None)
        batch_op.alter_column("attempts", existing_type=sa.Integer(), server_default=None)

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("payload", sa.LargeBinary(), nullable=True))
        batch_op.alter_column("instance_id", existing_type=sa.Uuid(), nullable=True)

    with op.batch_alter_table("process_definition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("suspended_because", sa.String(length=1000), nullable=True))

    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("process_instance", schema=None) as batch_op:
        batch_op.drop_column("suspended_at")

    with op.batch_alter_table("process_definition", schema=None) as batch_op:
        batch_op.drop_column("suspended_because")
        batch_op.drop_column("suspended_at")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.alter_column("instance_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("payload")

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.alter_column("instance_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.drop_column("attempts")
        batch_op.drop_column("names")

    with op.batch_alter_table("activity_starter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_starter_principal_token"))

    op.drop_table("activity_starter")
    with op.batch_alter_table("event_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_subscription_kind_name_key"))
        batch_op.drop_index(batch_op.f("ix_event_subscription_instance_id"))

    op.drop_table("event_subscription")
    with op.batch_alter_table("activity_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_offer_instance_id"))

    op.drop_table("activity_offer")
    with op.batch_alter_table("start_subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_start_subscription_trigger_name"))
        batch_op.drop_index(batch_op.f("ix_start_subscription_key"))
        batch_op.drop_index(batch_op.f("ix_start_subscription_due_at"))
        batch_op.drop_index(batch_op.f("ix_start_subscription_definition_id"))

    op.drop_table("start_subscription")
    with op.batch_alter_table("decision_definition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_definition_deployment_id"))

    op.drop_table("decision_definition")
    with op.batch_alter_table("buffered_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_buffered_message_name_key"))
        batch_op.drop_index(batch_op.f("ix_buffered_message_expires_at"))

    op.drop_table("buffered_message")
