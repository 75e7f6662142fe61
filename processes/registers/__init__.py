"""What processes write and reports read, each register in a table of its own."""

from processes.registers.agreement import Agreement
from processes.registers.budget import Appropriation, Budget
from processes.registers.decision import Decision

__all__ = ["Agreement", "Appropriation", "Budget", "Decision"]
