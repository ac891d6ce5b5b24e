"""Writing past every operation: for each guard of the database the statements that it must refuse.

The shell, an import, a careless script: whatever writes SQL meets these. `test_rough_roads` runs each in
a world where it could bite, asks the catalogue whether a guard was forgotten, the state machine runs them
in whatever it has come to, and `mutate` takes the guards away one by one.
"""

from tests.responsibility.rough import cases, cover, feedback, handoffs, promises, recovery, tasks
from tests.responsibility.rough.attempt import Attempt

ATTEMPTS: list[Attempt] = [
    *cases.ATTEMPTS,
    *promises.ATTEMPTS,
    *handoffs.ATTEMPTS,
    *tasks.ATTEMPTS,
    *cover.ATTEMPTS,
    *recovery.ATTEMPTS,
    *feedback.ATTEMPTS,
]
EMPTYING = [attempt for attempt in ATTEMPTS if attempt.sql.startswith("TRUNCATE")]
TABLES = "^(cases|promises|handoffs|tasks|cover|recovery|feedback)_"  # whose guards are tried

__all__ = ["ATTEMPTS", "EMPTYING", "TABLES", "Attempt"]
