"""How a command says no: one sentence for the person in front of it, and an exit code for scripts."""

CANNOT = 1
WRONG_SETTING = 2


class Refusal(Exception):
    """The command cannot go on. The text is one sentence that says why and what to do."""

    def __init__(self, sentence: str, *, code: int = CANNOT) -> None:
        super().__init__(sentence)
        self.code = code
