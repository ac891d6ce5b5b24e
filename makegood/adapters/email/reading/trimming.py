"""A reply cut as a forum shows it: the old mail gone, but a quote that is answered below it stays with its answer."""

import re

from makegood.adapters.email.reading import quotes, signatures
from makegood.adapters.email.reading.quotes import ATTRIBUTION, BREAK, QUOTE, TEXT

_FEW = 7


def trim(text: str) -> str:
    """The reply in a plain text: without the mail it answers, signature and client lines; answered quotes stay."""
    lines = [
        line.rstrip() if line != "-- " else line for line in text.replace("\r\n", "\n").split("\n")
    ]
    lines = [line for line in lines if not signatures.is_client_line(line)]
    end = signatures.first_delimiter(lines)
    kept = quotes.sort_lines(lines[:end])
    for step in (_above_the_old_mail, _without_attribution, _above_the_break, _without_last_quote):
        kept = step(kept)
    return "\n".join(kept.lines).strip("\n").rstrip()


def _upto(kept: quotes.Sorted, end: int) -> quotes.Sorted:
    return quotes.Sorted(kept.lines[:end], kept.letters[:end])


def _above_the_old_mail(kept: quotes.Sorted) -> quotes.Sorted:
    """Text, then "somebody wrote", then no quote marks at all or a quote with little below it: the text."""
    pattern = "".join(kept.letters)
    for form in (r"te*a+[^q]*\Z", r"te*[ab]+[eqab]*([te]*)\Z"):
        found = re.search(form, pattern)
        if found and (not found.groups() or found[1].count(TEXT) < _FEW):
            return _upto(kept, found.start() + 1)
    return kept


def _without_attribution(kept: quotes.Sorted) -> quotes.Sorted:
    """A quote with its attribution at the top goes; elsewhere only the attribution."""
    pattern = "".join(kept.letters)
    top = re.match(r"e*a+[eq]*q(?=[eq]*t)", pattern)
    start = top.end() if top else 0
    pairs = [
        (line, letter)
        for line, letter in zip(kept.lines[start:], kept.letters[start:], strict=True)
        if letter != ATTRIBUTION
    ]
    return quotes.Sorted([line for line, _ in pairs], [letter for _, letter in pairs])


def _above_the_break(kept: quotes.Sorted) -> quotes.Sorted:
    """What stands above a header block; if nothing does, what stands below it."""
    if BREAK not in kept.letters:
        return kept
    at = kept.letters.index(BREAK)
    if TEXT in kept.letters[:at]:
        return _upto(kept, at)
    below = quotes.below_header_block(kept.lines, at)
    return quotes.Sorted(kept.lines[below:], kept.letters[below:])


def _without_last_quote(kept: quotes.Sorted) -> quotes.Sorted:
    """A quote at the end answers nothing any more."""
    letters = kept.letters
    if TEXT not in letters:
        return quotes.Sorted([], []) if QUOTE in letters else kept
    end = len(letters) - letters[::-1].index(TEXT)
    return _upto(kept, end)
