"""The pieces of English phrases of time."""

import re

from makegood.care.promises.reading.moments import Frame, Tok, month_end, weekday_of
from makegood.care.promises.reading.words_en import (
    AP,
    HOL,
    LONG,
    MONTH,
    NOTUNIT,
    NUM,
    NUMH,
    UNIT,
    WD,
    WORKING,
    Maker,
    after_holiday,
    before_holiday,
    clock,
    daily,
    dated,
    elapsed,
    end_of_month,
    fixed,
    month_number,
    of_month,
    of_weekday,
    part_word,
    period,
    quarter,
    shifted,
    slashed,
    spoken,
    week,
    week_of,
    weekday_later,
    working,
)

PATTERNS: list[tuple[re.Pattern[str], Maker]] = [
    (re.compile(p, re.I), make)
    for p, make in (
        (
            r"\b(?:last|past|previous) (?:week|month|night|year|"
            + WD
            + r")\b|\byesterday\b|\bago\b|\bearlier today\b|\bjust now\b",
            fixed("past", None),
        ),
        (r"\bsince (?:" + WD + r"|(?:the )?\w+)", fixed("past", None)),
        (
            r"\b(?P<y>20\d\d)-(?P<mo>\d\d)-(?P<d>\d\d)\b",
            lambda m, f: dated(f, int(m["d"]), int(m["mo"]), int(m["y"])),
        ),
        (r"\b24/7\b", fixed("noise", None)),
        (
            r"\bthe week (?:of|commencing|beginning|starting) (?:the )?(?:(?P<m1>"
            + MONTH
            + r") (?P<d1>\d{1,2})|(?P<d2>\d{1,2})(?:st|nd|rd|th)?(?: of)?(?: (?P<m2>"
            + MONTH
            + r"))?)|\bw/c (?P<x>)(?P<dx>\d+)",
            week_of,
        ),
        (r"(?<![\d/.])(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{2,4}))?(?![\d/])", slashed),
        (
            r"\b(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<m>" + MONTH + r")(?:,? (?P<y>20\d\d))?",
            lambda m, f: dated(f, int(m["d"]), month_number(m["m"]), int(m["y"] or 0)),
        ),
        (
            r"\b(?P<m>" + MONTH + r") (?P<d>\d{1,2})(?:st|nd|rd|th)?(?!\d|:)(?:,? (?P<y>20\d\d))?",
            lambda m, f: dated(f, int(m["d"]), month_number(m["m"]), int(m["y"] or 0)),
        ),
        (
            r"\b(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)\b(?: of (?P<which>this|the|next) month)?",
            of_month,
        ),
        (
            r"\b(?:the )?(?:(?:first|1st|next) (?:thing on the )?(?:working|business) day|first (?:working )?day back) (?:after|following|thereafter|once)\b(?: (?:it|that|then|"
            + HOL
            + r"|the \w+))?|\bfirst (?:working|business) day (?:there)?after\b|\bfirst (?:working|business) day back\b",
            after_holiday,
        ),
        (r"\b(?:the )?next (?:working|business) day\b|\bnext-business-day\b", fixed("working", 1)),
        (
            r"\b(?:(?:with)?in )?(?:the )?(?:next )?(?P<n>"
            + NUM
            + r")(?:(?: ?(?:-|–|to|or) ?)(?P<n2>"
            + NUM
            + r"))? "
            + WORKING,
            working,
        ),
        (
            r"\b(?:the )?(?:next|following) day\b|\bthe day after\b(?! tomorrow)",
            fixed("anchor", 1),
        ),
        (r"\b(?:by|before|until|till) then\b|\bat that point\b", fixed("bythen", 0)),
        (
            r"\b(?:on )?that (?:same )?(?:day|afternoon|morning|evening)\b|\bthe same day\b|\bin the same visit\b|\bsame day\b",
            lambda m, _f: ("anchor", part_word(m[0]), 5),
        ),
        (r"\bthe day after tomorrow\b|\bday after tomorrow\b|\bovermorrow\b", shifted(2, 6)),
        (
            r"\b(?:a )?week (?:on |from )(?P<wd>"
            + WD
            + r")|\b(?P<wd2>"
            + WD
            + r") (?:week|fortnight)\b",
            weekday_later,
        ),
        (r"\bend of tomorrow\b|\btomorrow (?:EOD|end of day)\b", shifted(1, 6)),
        (
            r"\b(?:(?:the )?(?:close|end) of (?:play|business|trading|the working day|shift)|COB|COP)\b|\bbefore (?:we|I) (?:close|shut|knock off|clock off|leave|finish)\b(?: up)?",
            fixed("close", None),
        ),
        (r"\b(?:the )?end of (?:the |my |this )?day\b|\bEOD\b", fixed("endday", None)),
        (
            r"\bend of (?:play|today)\b|\bbefore the day(?:'s| is) (?:out|over|up)\b",
            fixed("endday", None),
        ),
        (r"\bEOW\b", lambda _m, f: ("week", weekday_of(f.today, 6, 0), 4)),
        (r"\bEOM\b", lambda _m, f: ("day", month_end(f.today.year, f.today.month), 4)),
        (r"\b(?:the )?end of (?P<wd>" + WD + r")(?P<which>)", of_weekday),
        (r"\b(?:the )?(?:end of )?Q(?P<q>[1-4])\b", quarter),
        (
            r"\b(?:the )?end of (?:the|this|next) (?:week|month|quarter|year)\b|\b(?:this|next) (?:month|quarter)\b(?!'s)|\bmonth[ -]end\b|\b(?:the )?year[ -]end\b|\bend of (?:month|week|year|quarter)\b|\bbefore (?:the|this) (?:week|month|year) is (?:out|over|up)\b",
            period,
        ),
        (
            r"\b(?:early |mid(?:dle of)?[- ]?|late |later |sometime |some time )?(?:this|next) week\b(?!end)",
            week,
        ),
        (r"\blater (?:on )?(?:this|next) week\b", week),
        (r"\bbefore the weekend\b", lambda _m, f: ("day", weekday_of(f.today, 4, 0), 5)),
        (
            r"\b(?:over|at|on|this|during) (?:the |this )?weekend\b|\bthe weekend\b",
            lambda _m, f: ("day", weekday_of(f.today, 6, 0), 5),
        ),
        (r"\bnext weekend\b", lambda _m, f: ("day", weekday_of(f.today, 6, 1), 5)),
        (r"\b(?:before|ahead of|by) (?P<h>" + HOL + r")", before_holiday),
        (r"\b(?P<h>(?:new year['’]s eve))\b", lambda _m, f: dated(f, 31, 12)),
        (r"\b(?P<h>christmas eve)\b", lambda _m, f: dated(f, 24, 12)),
        (
            r"\b(?P<part>early|mid|middle of|late)?[- ]?(?:in |of |end of |in early |in mid-?)?(?P<m>(?:january|february|march|april|june|july|august|september|october|november|december))\b(?! \w*(?:bill|statement|invoice))",
            end_of_month,
        ),
        (
            r"\b(?:your|next)(?: next)?(?: \w+)? (?:bill|statement)\b|\bnext billing cycle\b|\bthrough the holidays\b|\bover the holidays\b",
            fixed("bill", None, 1),
        ),
        (
            r"\b(?P<which>next|this|coming|every|each) (?:coming )?(?P<wd>" + WD + r")s?",
            of_weekday,
        ),
        (r"\b(?P<wd>" + WD + r")(?P<which>)(?:s\b)?(?: (?:coming|next)\b)?", of_weekday),
        (
            r"\b(?:tomorrow|tmrw|tmr|tmw|tomo|2moro|2morrow|tomorow|tommorow|tommorrow)\b",
            shifted(1),
        ),
        (
            r"\b(?:tonight|tonite|2nite)(?:['’]s)?\b|\bthis evening\b|\blater this evening\b",
            fixed("night", 0),
        ),
        (
            r"(?<!via )(?<!by )\bovernight\b(?! (?:carrier|courier|shipping|delivery|mail|service))|\bovernighting\b",
            fixed("overnight", 1),
        ),
        (r"\btoday\b|\b2day\b", shifted(0)),
        (
            r"\b(?:within|inside|in under|in) (?:the|an|a|one) hour and a half\b|\b(?:an|one) hour and a half\b",
            fixed("elapsed", (1.5, "hour")),
        ),
        (
            r"\bhalf an hour\b|\b(?:half[ -]hour|half of an hour)\b|\b30 min\b",
            fixed("elapsed", (30, "minute")),
        ),
        (
            r"\b(?:within|inside|in under) (?:the|an) hour\b|\bin an hour\b|\ban hour\b(?: or so)?",
            fixed("elapsed", (1, "hour")),
        ),
        (r"\b(?:a )?quarter of an hour\b", fixed("elapsed", (15, "minute"))),
        (r"\bthree quarters of an hour\b", fixed("elapsed", (45, "minute"))),
        (
            r"\b(?:in )?(?:the )?(?:next |coming )?(?:few|couple|several) (?:more )?(?:minutes?|mins?|seconds?|moments?|hours?|hrs?|days?|weeks?)\b",
            fixed("vague", None, 2),
        ),
        (
            r"\b(?P<pre>within |inside |in |in under |under |about |around |give me |give us |allow us |allow me )?(?:another |about |around |roughly |approx |under |the )?(?:next |coming |following )?(?P<n>"
            + NUM
            + r")(?P<half> and a half)?(?:(?: ?(?:-|–|to|or) ?)(?P<n2>"
            + NUM
            + r"))?[ -]?(?P<u>"
            + UNIT
            + r")(?:['’])?(?P<post> time| from now| later| max\b| tops\b)?",
            elapsed,
        ),
        (
            r"\b(?:within |in )?(?:the |this )(?P<n>)(?P<n2>)(?P<half>)(?P<u>week|fortnight)\b",
            fixed("elapsed", (1, "week"), 2),
        ),
        (
            r"\b(?P<w>half|quarter|a quarter)(?: (?P<to>past|to))? "
            + NUMH
            + r"\b(?: "
            + AP
            + r")?(?P<ap2>)",
            spoken,
        ),
        (r"\b(?P<h>\d{1,2})[:.h](?P<mi>\d{2})(?:" + AP + r")?(?!\d|[.]\d)", clock),
        (r"\b(?P<h>\d{1,2})(?P<mi>)" + AP, clock),
        (NUMH.join((r"\b", r" o['’]?clock(?P<mi>)(?P<ap>)")), clock),
        (r"\b(?:12 )?(?:noon|midday)\b", fixed("clock", (12, 0, True))),
        (r"\bmidnight\b", fixed("midnight", None)),
        (
            r"(?:(?<=\bat )|(?<=\bby )|(?<=\bbefore )|(?<=\bbetween )|(?<=\bb/w )|(?<=\bfrom )|(?<=\btill )|(?<=\buntil )|(?<=\baround )|(?<=@ )|(?<=@))"
            + NUMH
            + r"\b(?P<mi>)(?P<ap>)"
            + NOTUNIT,
            clock,
        ),
        (
            r"(?<![\w./$£€-])(?P<h>\d{1,2})(?P<mi>)(?P<ap>)(?= ?(?:-|–|to|till|until|and|&) ?\0)",
            clock,
        ),
        (
            r"(?<=\0)(?: ?(?:-|–|to|and|&|till|until|or) ?)"
            + NUMH
            + r"\b(?P<mi>)(?P<ap>)"
            + NOTUNIT,
            clock,
        ),
        (
            r"(?:(?<=\0 )|(?<=\0, )|(?<=\0,))(?P<h>\d{1,2})(?P<mi>)(?P<ap>) ?(?:-|–|to|till) ?(?P<h2>\d{1,2})\b"
            + NOTUNIT,
            lambda m, _f: ("clock", (int(m["h2"]), 0, False), 5) if int(m["h2"]) <= 24 else None,
        ),
        (r"\bby (?:then|the time)\b", fixed("noise", None)),
        (
            r"\bfirst thing\b(?: (?:in|on) (?:the )?(?:" + LONG + r" )?morning)?",
            fixed("part", "morning"),
        ),
        (r"\blunch(?:[ -]?time)?\b(?! break)", fixed("part", "morning", 6)),
        (r"\bfirst half(?: of the day)?\b", fixed("part", "morning")),
        (r"\bsecond half(?: of the day)?\b", fixed("part", "afternoon")),
        (
            r"\bthis (?P<p>morning|afternoon|arvo)\b",
            lambda m, _f: (
                "thispart",
                "morning" if m["p"].lower() == "morning" else "afternoon",
                5,
            ),
        ),
        (
            r"\b(?:every|each) (?:single )?(?:day|evening|morning|afternoon)(?= (?:at|by|before|around) )|\bdaily (?=(?:at|by|before) )",
            fixed("noise", None),
        ),
        (
            r"\b(?:every|each) (?:single )?(?P<p>day|morning|afternoon|evening|night)\b|\bdaily\b",
            daily,
        ),
        (
            r"\b(?:good|lovely|nice|great|our|made our|a) (?:morning|afternoon|evening|night)\b",
            fixed("noise", None),
        ),
        (
            r"\b(?:in the |late |mid[- ]?|early )?morning\b|(?<=[a-z]day )a\.?m\b\.?|(?<=\w )(?-i:AM)\b|(?<=\0 )am\b",
            fixed("part", "morning"),
        ),
        (
            r"\b(?:in the |late |mid[- ]?|early )?(?:afternoon|arvo)\b|(?<=[a-z]day )p\.?m\b\.?|(?<=\0 )pm\b",
            fixed("part", "afternoon"),
        ),
        (r"\b(?:in the |late |early )?(?:evening|night)\b", fixed("part", "evening")),
        (
            r"\b(?:soon|shortly|asap|a\.s\.a\.p\.?|right (?:away|now)|straight away|straightaway|immediately|at once|in due course|presently|later(?: on)?|in a (?:sec|second|bit|moment|minute|mo|jiffy|while|tick)|now|momentarily|at (?:the|your|our) earliest(?: convenience)?|as (?:quickly|fast|soon) as (?:possible|we can|I can|they can)|any (?:minute|moment|day) now|before long|at some point|in no time|promptly|over the next few days)\b(?! than\b)",
            fixed("vague", None, 1),
        ),
    )
]
EVENT = re.compile(
    r"\b(?:as soon as|once|when|whenever|after|upon|on (?:completion|arrival|receipt)|until|till|before) (?!then\b|that\b|it\b(?=[,.]|$)|the (?:end|close|weekend|\d)|end\b|close\b|noon\b|mid|lunch|\d|tomorrow|today|next\b|\w+day\b|christmas|easter|long\b|half\b|quarter\b)(?:\w+)|\bthe (?:day|moment|minute|morning) (?:it|they|he|she|the|that)\b",
    re.I,
)
AROUND_EVENT = re.compile(
    r"\b(?:before|after|of|once|from) (?:he|she|it|they|the|your|we|receiving|receipt|arriv|approv|inspec|complet|that)\w*",
    re.I,
)
APPROX = re.compile(
    r"\b(?:about|around|roughly|approx(?:imately|\.)?|circa|~) ?(?=\d|half|an? |noon|midday|lunch|quarter|"
    + NUM
    + r"\b)"
    r"|\bor so\b|(?<=\d)ish\b",
    re.I,
)


def scan(text: str, frame: Frame) -> list[Tok]:
    """The pieces of time in an English text, in their order; none overlap."""
    left, found = text, []
    for pattern, make in PATTERNS:
        for m in pattern.finditer(left):
            made = make(m, frame)
            if made is None or m.start() == m.end():
                continue
            found.append(Tok(made[0], m.start(), m.end(), made[1], made[2]))
        for tok in found:
            left = left[: tok.start] + "\0" * (tok.end - tok.start) + left[tok.end :]
    for kind, pattern in (("event", EVENT), ("around", AROUND_EVENT)):
        found += [Tok(kind, m.start(), m.end(), m[0]) for m in pattern.finditer(left)]
    found += [Tok("approx", m.start(), m.end()) for m in APPROX.finditer(text)]
    return sorted(found, key=lambda t: t.start)
