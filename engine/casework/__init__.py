"""Carries what the kernel did to cases into tables: the one place where programs and rows meet."""

from engine.casework.case import INSTANCE_COLUMNS, OpenCase
from engine.casework.work import CaseWork

__all__ = ["INSTANCE_COLUMNS", "CaseWork", "OpenCase"]
