"""How units and roles may be called. Codes stand inside principals (`role:controller:unit:FGN-014`) and in lists
separated by commas, so they hold neither colon, comma nor space."""

from __future__ import annotations

import re

UNIT_CODE = re.compile(r"[A-Za-zÅÄÖåäöÆØæø0-9][A-Za-zÅÄÖåäöÆØæø0-9._-]{0,39}")
ROLE_KEY = re.compile(r"[a-z][a-z0-9-]{0,59}")
