"""Cutting a text into clauses that can each hold one promise; no character moves."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from makegood.care.promises.reading.signs_en import NAME, OURS, WILL

LONG = 600
STOP = re.compile(
    r"[!?。！？…\n]+[\"”’」)）]*"
    r"|(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<!\bSt)(?<!\bNo)(?<!\bapprox)(?<!\bvs)(?<![ap]\.m)(?<!\be\.g)(?<!\bi\.e)(?<!\bdept)\.+(?=[\"”’)]*(?:\s|$))"
)
SUBJECT = (
    r"(?:I|we|you|he|she|they|it|this|that|there|nobody|no|someone|somebody|please|"
    + OURS
    + r"|(?-i:"
    + NAME
    + r")|(?:your|the|a|an|our|my|this|that|his|her|new|revised) [\w'-]+(?: [\w'-]+){0,4}?)"
)
AUX = rf"(?:'(?:ll|m|re|s|d|ve)\b| (?:also |then |just |now |personally )*(?:{WILL}|is|are|was|were|has|have|can|could|should|would|may|might|do|does|did|am|to be|needs?|must|keeps?|hasn't|isn't|won't|calls|rings|comes|goes|picks|meets|collects|delivers|drops|turns|leaves|ships|arrives|takes|starts|aims?|expects?|hopes?|intends?|cancel|ring|call|keep|get|want|think|know|said|says|tries|visits|gets|lands|install|fit|send)\b)"
VERB = r"(?:also |then |personally )?(?:send|let|call|ring|text|e?-?mail|write|get back|come back|give|return|confirm|update|message|report|inform|share|refund|reply|eat|cover|follow up|keep|arrange|book|post|ship|replace|drop|waive|credit|phone|dm|tell|notify|push|have|issue|put(?! right)|collect|deliver|be|pick|chase|pay|note)\b"
CUT_EN = [
    re.compile(p, re.I)
    for p in (
        r"\s*;\s*",
        r"\s+[—–-]{1,2}\s+",
        r":\s+(?=[A-Za-z])",
        rf",? (?:and|but|so|or|while|although|though|because|since|plus) (?:then )?(?=(?:in the meantime,? )?{SUBJECT}{AUX})",
        rf"(?<=[^,;]), (?:and |but |so |then |or )?(?=(?:(?:within|by|on|before|in) [^,]{{3,25}},? )?{SUBJECT}{AUX})",
        r",? but (?=\w)",
        rf" and (?:will |'ll |to )?(?={VERB})",
        rf" and (?=(?:with any luck|hopefully|all being well|if all goes well),? {SUBJECT}{AUX})",
        r" and (?=(?:your|the|our) [\w ]{2,30}? (?:returned|refunded|delivered|sent|replaced|collected|credited|issued|posted)\b)",
        r" (?=so (?:that )?(?:you|nobody|they|she|he) (?:don't|doesn't|can|won't|have|know)\b)(?!so nobody asks)",
        rf", (?:and |then )?(?={VERB}(?! (?:case|you|on)\b,))",
        r", (?=(?:please|kindly|just|no |nobody|thanks|thank|sorry|which is|name of|so |until then|once|offered|most likely|rather|weather)\b)",
        r" rather than | instead of waiting",
        r", (?=(?:[\w']+ ){1,4}(?:on the house|on us|free of charge)\b)",
        rf", (?=(?:new |the |a |our |your )?(?:{OURS}|replacement|refund|delivery|part|sensor|parcel)\b[^,]{{2,40}}(?:today|tonight|tomorrow|monday|tuesday|wednesday|thursday|friday|\d))",
        r"^(?:hi|hello|hey|dear|ok(?: so)?|okay|right|sure|yes|yeah|no worries|great|good (?:morning|afternoon|evening|day)|sorry|thanks|thank you|unfortunately|no problem|noted|understood|got it|gong xi|@\w+)\b[^,.!:]{0,24}[,!:]\s*",
        r"^(?:@\w+ )?(?:ugh|oh no|ouch|oops),\s*",
        r"^(?:ok|okay|so|right|sure|yes|yeah)(?: so)? (?=\w)",
        r"(?<=\w)\.{2,}\s*",
    )
]
NOTE = re.compile(
    r"\b(?:(?:told|assured) (?:the |his |her )?(?:him|her|them|cust\w*|customer|caller|client|owner|tenant|guest|patient|pt|member|student|parent|resident|buyer|mum|mom|dad|wife|husband|(?:Mrs?|Ms|Dr)\.? \w+)(?: that)?|said (?=(?:we|I|he|she|they|our|someone|somebody)\b)|promised(?: (?:him|her|them|cust\w*|customer))?(?: an?(?= \w+ (?:call|email))| that| a)?|agreed(?: on| to)?(?: a)?|advised(?: (?:him|her|customer|cust))?(?: that)?|informed (?:him|her|customer|cust)(?: that)?)\s+",
    re.I,
)
LEADING = re.compile(r"(?:and|but|so|or|then|yes|while|however|well)[, ]+(?=\w)", re.I)
LEADING_ZH = re.compile(r"^(?:但是?|不过|所以|而且|另外|那么?|然后)[,，]?")
TRAILING = re.compile(
    r",? (?:ma'?am|sir|madam|mate|boss|ok\??|okay\??|please|thanks|hor|ah|lah|cheers|x|xx)$"
    r"|, (?:signed for|which [^,]+|gate code \w+|once [^,]+|when [^,]+)$",
    re.I,
)
NOTE_ZH = re.compile(
    r"^(?:并?已?(?:经)?(?:向客户)?(?:致歉并)?(?:告知|承诺|答应|应承|回复客户|答复客户|通知客户|和客户说)(?:客户|客人|她|他)?)[:：]?|^约定|^(?:已?安抚[,，]?)"
)
CUT_ZH = re.compile(
    r"[，；;：]\s*|[\U0001F300-\U0001FAFF]+\s*|,\s*(?=\D)|\s{2,}|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])(?!\s*(?:贵|阁下|台端))"
)
GREET_ZH = re.compile(
    r"^(?:尊敬的|敬爱的|亲爱的)?[^，：]{0,8}(?:您好|你好|先生|女士|小姐|经理|老师|老师好|客户|敬启者)$|^(?:好的?|亲亲?|收到|明白|可以|行|嗯|没问题|放心|您放心|你放心|您看这样|很抱歉|抱歉|对不起|hi|Hi|Hello|OK|ok|@\S+)$"
)


@dataclass(frozen=True)
class Clause:
    """A clause: where it stands, its text (folded), how its sentence ends, and which sentence it is in."""

    start: int
    end: int
    text: str
    stop: str
    sentence: int
    whole: str
    lead: str = ""
    main: int = 0


def sentences(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end (without the stop) and the stop of each sentence. Nobody speaks longer than LONG without one:
    what goes on is cut there, so that the time to read a text grows with its length only."""
    begin = 0
    for m in STOP.finditer(text):
        yield from _short(begin, m.start(), m[0])
        begin = m.end()
    if begin < len(text):
        yield from _short(begin, len(text), "")


def _short(begin: int, end: int, stop: str) -> Iterator[tuple[int, int, str]]:
    while end - begin > LONG:
        yield begin, begin + LONG, ""
        begin += LONG
    yield begin, end, stop


def clauses(text: str, tongue: str) -> list[Clause]:
    """The clauses of a folded text in their order."""
    cut: Callable[[str], list[tuple[int, int]]] = _cut_zh if tongue == "zh" else _cut_en
    found = []
    for number, (begin, end, stop) in enumerate(sentences(text)):
        whole = text[begin:end]
        for piece in cut(whole):
            a, b, lead = _trimmed(whole, *piece, tongue)
            if b > a:
                found.append(
                    Clause(begin + a, begin + b, whole[a:b], stop, number, whole + stop, lead)
                )
    return found


def _trimmed(whole: str, a: int, b: int, tongue: str) -> tuple[int, int, str]:
    """Without blanks at the edges and without a reporting verb of ours in front."""
    while a < b and (
        whole[a] in " ,，、:：;~～@\t\"“'" or ord(whole[a]) > 0x2FFFF or whole[a] in "🙏"
    ):
        a += 1
    while b > a and (
        whole[b - 1] in ' ,，、:：;~～\t"”)'
        or (ord(whole[b - 1]) > 0x2190 and not "\u3000" <= whole[b - 1] <= "\uffef")
    ):
        b -= 1
    m = (LEADING_ZH if tongue == "zh" else LEADING).match(whole[a:b])
    if m and m.end() < b - a:
        a += m.end()
    m = None if tongue == "zh" else TRAILING.search(whole[a:b])
    if m and m.start() > 8:
        b = a + m.start()
    lead = ""
    m = (NOTE_ZH if tongue == "zh" else NOTE).match(whole[a:b])
    if m and m.end() < b - a:
        lead = m[0]
        a += m.end()
    return a, b, lead


def _cut_en(whole: str) -> list[tuple[int, int]]:
    cuts = {(m.start(), m.end()) for pattern in CUT_EN for m in pattern.finditer(whole)}
    return _between(whole, cuts)


def _cut_zh(whole: str) -> list[tuple[int, int]]:
    cuts = {(m.start(), m.end()) for m in CUT_ZH.finditer(whole)}
    return _between(whole, cuts)


def _between(whole: str, cuts: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left between the cuts; cuts inside a bracket or a quotation do not count."""
    closed = [
        m.span()
        for m in re.finditer(r"（[^）]*）|\([^)]*\)|[“「『][^”」』]*[”」』]|\"[^\"]*\"", whole)
    ]
    parts, begin = [], 0
    for a, b in sorted(cuts):
        if a < begin or any(s < a < e - 1 for s, e in closed):
            continue
        parts.append((begin, a))
        begin = b
    parts.append((begin, len(whole)))
    return [(a, b) for a, b in parts if whole[a:b].strip()]


LEADS_EN = re.compile(
    r"^(?:(?:if|should|unless|barring|provided|assuming|even if|in case|whether|had|once|when|whenever|after|until|as soon as|upon|on receipt|as|until then|in the meantime|within|by|on|before|from|over|given|due to|for)\b"
    r"|give me\b|allow (?:me|us)\b|(?:as promised|in that case|either way|to make up for it|as agreed|tomorrow|tonight|today|this afternoon|first thing|mere|as your)\b)",
    re.I,
)
LEADS_ZH = re.compile(
    r"^(?:除了|不管|无论|关于|有关|至于|不论|如果?|若|要是|万一|假如|倘若|等|待|只要|一旦|因(?!此)|由于|鉴于|为了|考虑到|一般|通常|正常|按照|根据|依据|收到(?= ?[您你贵阁]))"
    r"|^(?:您|你|贵司|客户)[^，]{0,12}(?:后|之后|的话|完|了)$|^(?:您|你)(?:把[^，]*)?(?:寄|送|带|拿)[^，]*来$"
    r"|(?:来说|情况下|的话|来讲|起见|为止)$"
)


def leads_en(clause: Clause) -> bool:
    """Whether an English clause is only a lead-in for the next: a condition, a time, "give me 20 minutes"."""
    if re.search(
        r"(?:\bI|\bwe|\bthey|\bhe|\bshe)(?:'ll| will| shall)\b", clause.text
    ) and not re.match(r"(?:if|should|unless|when|once)\b", clause.text, re.I):
        return False
    return bool(LEADS_EN.match(clause.text)) and (
        len(clause.text) < 45
        or bool(re.match(r"(?:if|should|once|when|had|unless|provided)\b", clause.text, re.I))
    )


OTHER_EN = re.compile(r"(?:they|he|she|you|it|the|your|our)\b", re.I)
CONDITION_EN = re.compile(
    r"^(?:if|should|unless|provided|assuming|in case|once|when|whenever|after|as soon as|upon|on receipt)\b",
    re.I,
)
WAIT_ZH = r"等(?!我?(?:们)?(?:大概|差不多|大约)?[\d一二两三四五六七八九十半几]+个?(?:分钟|小时|半小时|钟))"
CONDITION_ZH = re.compile(rf"^(?:如果?|若|要是|万一|假如|倘若|{WAIT_ZH}|待|只要|一旦|收到)|的话$")


def conditional(lead: str, tongue: str) -> bool:
    """Whether a lead-in is a condition, so that a time in it is not the promise's."""
    return bool((CONDITION_ZH if tongue == "zh" else CONDITION_EN).search(lead.strip(" ,，")))


def awaited(lead: str, tongue: str) -> bool:
    """Whether a lead-in is a step that will come ("as soon as it lands", 等检测一出结果)."""
    pattern = (
        rf"^(?:{WAIT_ZH}|待|一旦|收到)"
        if tongue == "zh"
        else r"^(?:once|when|after|as soon as|upon|on receipt)\b"
    )
    return bool(re.search(pattern, lead.strip(), re.I))


VERBS: tuple[str, ...] = (
    "call",
    "reply",
    "visit",
    "refund",
    "replace",
    "deliver",
    "escalate",
    "investigate",
    "send_info",
    "act",
)
