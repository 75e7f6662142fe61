"""What one evaluation may cost: whoever writes a diagram is not trusted with the server's memory or time."""

from __future__ import annotations

from time import monotonic

from engine.errors import ExpressionError

STEPS = 500_000
SIZE = 200_000
SECONDS = 5.0
_BETWEEN_CLOCK_LOOKS = 1_000
_SIZE_PER_STEP = 16


class Budget:
    """Steps, size of any one value, and wall time, shared by everything that is evaluated with it.

    steps: iterations, calls and visited elements; size: characters of a text, elements of a list or entries of a
    context; seconds: wall time from the making of the budget. Overspending raises ExpressionError.
    """

    __slots__ = ("_deadline", "_next_look", "size", "steps")

    def __init__(self, steps: int = STEPS, size: int = SIZE, seconds: float = SECONDS) -> None:
        self.steps = steps
        self.size = size
        self._deadline = monotonic() + seconds
        self._next_look = max(0, steps - _BETWEEN_CLOCK_LOOKS)

    def spend(self, steps: int = 1) -> None:
        """Take steps; now and then look at the clock."""
        self.steps -= steps
        if self.steps < self._next_look:
            if self.steps < 0:
                raise ExpressionError("The expression takes too many steps")
            self._next_look = max(0, self.steps - _BETWEEN_CLOCK_LOOKS)
            self.seconds_left()

    def hold(self, size: int) -> None:
        """Answer for a value of this size that is about to be made or read; large values cost steps too."""
        if size > self.size:
            raise ExpressionError(f"A value in the expression is too large (more than {self.size})")
        self.spend(size // _SIZE_PER_STEP + 1)

    def seconds_left(self) -> float:
        """Wall time that remains, always positive."""
        left = self._deadline - monotonic()
        if left <= 0:
            raise ExpressionError("The expression takes too long")
        return left
