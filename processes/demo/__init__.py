"""The demonstration municipality: Älvhamn, 100,000 inhabitants, invented to the last of its 8,500 employees."""

from processes.demo.personas import Persona, personas
from processes.demo.rows import demo_rows

__all__ = ["Persona", "demo_rows", "personas"]
