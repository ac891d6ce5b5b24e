"""What a review is owed, and what an answer in public must not say."""

import re
import unicodedata
from collections.abc import Iterable

NEGATIVE_TO = 3.0


def is_negative(stars: float | None, *, up_to: float = NEGATIVE_TO) -> bool:
    """Whether somebody must answer. Without stars a person has to read it, so it counts."""
    return stars is None or stars <= up_to


def change(before: float | None, after: float | None) -> str:
    """What an edit made of it: worse, better, or words (the stars are the same, or there were none)."""
    if before is None or after is None or before == after:
        return "words"
    return "worse" if after < before else "better"


_BRIBES = re.compile(
    r"好[评評][返送]|[返送](?:现|現|红包|紅包|券)|(?:改|刪|删|撤|追)(?:掉|除|回)?(?:成)?[^。！？\n]{0,6}(?:好|差|中|五星|5\s*星|评|評)"
    r"[^。！？\n]{0,20}(?:红包|紅包|返现|返現|优惠|優惠|券|补偿|補償|退款|礼|禮)"
    r"|(?:红包|紅包|返现|返現|优惠券|優惠券|补偿|補償|礼品|禮品)[^。！？\n]{0,24}(?:改|刪|删|撤)[^。！？\n]{0,8}(?:评|評|星)"
    r"|\b(?:voucher|coupon|refund|gift|discount|reward|money|cash|credit)\b[^.!?\n]{0,60}"
    r"\b(?:chang|delet|remov|updat|edit|withdraw|rais|improv)\w*\b[^.!?\n]{0,24}\b(?:review|rating|stars?)\b"
    r"|\b(?:chang|delet|remov|updat|edit|withdraw|rais|improv)\w*\b[^.!?\n]{0,24}\b(?:review|rating|stars?)\b"
    r"[^.!?\n]{0,60}\b(?:voucher|coupon|refund|gift|discount|reward|money|cash|credit)\b"
    r"|\b(?:five|5)[- ]?stars?\b[^.!?\n]{0,40}\b(?:voucher|coupon|refund|gift|discount|reward|credit)\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+")
_LONG_NUMBER = re.compile(r"(?<!\d)\+?\d(?:[ \-/]?\d){6,}(?!\d)")


def reward_in(text: str) -> str:
    """The words that offer something for another rating, or ask for one in the same breath; "" for none.
    A better star is never bought."""
    found = _BRIBES.search(unicodedata.normalize("NFKC", text))
    return found.group(0).strip() if found else ""


def private_in(text: str, *, known: Iterable[str] = (), public: str = "") -> str:
    """The first thing in it that the public may not read: a mail address, a long number, or one of the
    words `known` of the customer; "" for nothing. What the review says itself is public already."""
    plain = unicodedata.normalize("NFKC", text)
    said = unicodedata.normalize("NFKC", public).casefold()
    for pattern in (_MAIL, _LONG_NUMBER):
        for found in pattern.finditer(plain):
            if found.group(0).casefold() not in said:
                return found.group(0)
    low = plain.casefold()
    for word in known:
        form = unicodedata.normalize("NFKC", word).strip().casefold()
        if len(form) >= 2 and form not in said and _stands_in(form, low):
            return word.strip()
    return ""


def _stands_in(word: str, text: str) -> bool:
    """As a word of its own, where it is written in letters that have words of their own."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None
