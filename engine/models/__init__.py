"""Tables of the engine, one module per aggregate."""

from engine.models.account import Account, SignInAttempt
from engine.models.deployment import DecisionDefinition, Deployment, FormDefinition, ProcessDefinition, Translation
from engine.models.history import HistoryEvent
from engine.models.instance import Call, InstanceStatus, ProcessInstance
from engine.models.organisation import (
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
    Draft,
    HumanTask,
    Submission,
    TaskCandidate,
    TaskStatus,
)

__all__ = [
    "Account",
    "ActivityOffer",
    "ActivityStarter",
    "Attachment",
    "BufferedMessage",
    "Call",
    "DecisionDefinition",
    "Deployment",
    "Draft",
    "EventSubscription",
    "FormDefinition",
    "HistoryEvent",
    "HumanTask",
    "Incident",
    "InstanceStatus",
    "Job",
    "Meeting",
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
    "Submission",
    "TaskCandidate",
    "TaskStatus",
    "Timer",
    "Translation",
    "Unit",
    "UnitKind",
]
