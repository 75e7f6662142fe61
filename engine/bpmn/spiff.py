"""What we use of SpiffWorkflow 3.2.0, in one place: the task and spec object model and the parsers' skeleton.

The library is untyped, so its surface is written down here for the type checker; at run time these are its classes.
Our token semantics rest on its private hooks (`_update`, `_on_ready_hook`, `_on_complete`), hence the pinned version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

if TYPE_CHECKING:

    class TaskState:
        FUTURE: int
        WAITING: int
        READY: int
        STARTED: int
        COMPLETED: int
        CANCELLED: int

    class Task:
        id: UUID
        workflow: Any
        task_spec: Any
        data: dict[str, Any]
        _state: int
        _children: list[UUID]

        def __init__(self, workflow: Any, task_spec: Any, parent: Any, state: int, id: UUID | None = None) -> None: ...
        @property
        def state(self) -> int: ...
        def _set_state(self, value: int) -> None: ...
        def _ready(self) -> None: ...
        def run(self) -> bool | None: ...
        def complete(self) -> None: ...

    class TaskSpec:
        name: str
        manual: bool
        bpmn_id: str
        bpmn_name: str | None
        documentation: str | None

        def __init__(self, wf_spec: Any, name: str, **attributes: Any) -> None: ...
        def _update(self, my_task: Any) -> None: ...
        def _update_hook(self, my_task: Any) -> bool | None: ...
        def _run_hook(self, my_task: Any) -> bool | None: ...

    class WorkflowSpec:
        name: str
        task_specs: dict[str, Any]
        start: Any

        def __init__(self, name: str | None = None, filename: str | None = None) -> None: ...

    class BpmnProcessSpec(WorkflowSpec): ...

    class BpmnWorkflow:
        tasks: dict[UUID, Any]
        task_tree: Any
        spec: Any
        completed: bool
        subprocess_specs: dict[str, Any]
        subprocesses: dict[UUID, Any]
        script_engine: Any

        def __init__(
            self, spec: Any, subprocess_specs: Any, script_engine: Any = None, deserializing: bool = False
        ) -> None: ...

    class BpmnSubWorkflow:
        tasks: dict[UUID, Any]
        task_tree: Any
        spec: Any
        completed: bool
        parent_task_id: UUID
        top_workflow: Any

        def __init__(self, spec: Any, parent_task_id: UUID, top_workflow: Any, deserializing: bool = False) -> None: ...

    class BpmnParser:
        process_parsers: dict[str, Any]

        def __init__(self) -> None: ...
        def create_parser(self, node: Any, filename: str | None = None, lane: str | None = None) -> None: ...
        def get_spec(self, process_id: str) -> Any: ...

    class ProcessParser:
        parser: Any
        node: Any
        spec: Any
        nsmap: dict[str, str]
        filename: str | None
        lane: str | None
        bpmn_id: str

        def parse_node(self, node: Any) -> Any: ...
        def get_name(self) -> str: ...

    class TaskParser:
        spec: Any
        spec_class: Any
        node: Any
        task: Any
        bpmn_id: str
        bpmn_attributes: dict[str, Any]
        process_parser: Any

        def __init__(
            self, process_parser: Any, spec_class: Any, node: Any, nsmap: Any = None, lane: str | None = None
        ) -> None: ...

else:
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.parser import BpmnParser
    from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
    from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
    from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
    from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin as TaskSpec
    from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
    from SpiffWorkflow.specs import WorkflowSpec
    from SpiffWorkflow.task import Task
    from SpiffWorkflow.util.task import TaskState

__all__ = [
    "BpmnParser",
    "BpmnProcessSpec",
    "BpmnSubWorkflow",
    "BpmnWorkflow",
    "ProcessParser",
    "Task",
    "TaskParser",
    "TaskSpec",
    "TaskState",
    "WorkflowSpec",
]
