"""Tables of the engine, one module per aggregate."""

from engine.models.account import Account, SignInAttempt
from engine.models.deadline import StatutoryDeadline, Weeding
from engine.models.deployment import DecisionDefinition, Deployment, FormDefinition, ProcessDefinition, Translation
from engine.models.history import HistoryEvent
from engine.models.instance import Call, InstanceStatus, ProcessInstance
from engine.models.notice import MailChoice, Notice, NoticeChoice, Webhook
from engine.models.organisation import (
    Absence,
    ActingHolder,
    Deputy,
    DeputyScope,
    Meeting,
    Person,
    Position,
    PrincipalHolder,
    RoleAssignment,
    Unit,
    UnitKind,
)
from engine.models.schedule import Incident, Job, OutboxMessage, Timer
from engine.models.setting import Setting
from engine.models.subscription import BufferedMessage, EventSubscription, StartSubscription
from engine.models.task import (
    ActivityOffer,
    ActivityStarter,
    Attachment,
    Comment,
    CommentKind,
    Draft,
    Exclusion,
    FileChunk,
    FileContent,
    HumanTask,
    Submission,
    TaskCandidate,
    TaskExclusion,
    TaskStatus,
)

__all__ = [
    "Absence",
    "Account",
    "ActingHolder",
    "ActivityOffer",
    "ActivityStarter",
    "Attachment",
    "BufferedMessage",
    "Call",
    "Comment",
    "CommentKind",
    "DecisionDefinition",
    "Deployment",
    "Deputy",
    "DeputyScope",
    "Draft",
    "EventSubscription",
    "Exclusion",
    "FileChunk",
    "FileContent",
    "FormDefinition",
    "HistoryEvent",
    "HumanTask",
    "Incident",
    "InstanceStatus",
    "Job",
    "MailChoice",
    "Meeting",
    "Notice",
    "NoticeChoice",
    "OutboxMessage",
    "Person",
    "Position",
    "PrincipalHolder",
    "ProcessDefinition",
    "ProcessInstance",
    "RoleAssignment",
    "Setting",
    "SignInAttempt",
    "StartSubscription",
    "StatutoryDeadline",
    "Submission",
    "TaskCandidate",
    "TaskExclusion",
    "TaskStatus",
    "Timer",
    "Translation",
    "Unit",
    "UnitKind",
    "Webhook",
    "Weeding",
]
