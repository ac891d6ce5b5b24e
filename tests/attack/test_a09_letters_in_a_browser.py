"""A9: mail HTML that runs a script or calls home, in a real Chromium, by the page that staff use."""

import pytest
from django.test import Client

from makegood.adapters.email.tests.make import House, mail, open_door, post
from makegood.base.ui.content import content_path
from makegood.contact.conversations.models import Message
from makegood.contact.conversations.queries import messages_of
from tests.live import Site

pytestmark = pytest.mark.browser
FAR = "http://canary.test"
CORPUS = [
    "<script>parent.canary=top.canary=window.canary=1;fetch('{far}/script')</script>",
    "<img src=x onerror=\"fetch('{far}/onerror');canary=1\">",
    "<img src='{far}/pixel.png'><img srcset='{far}/srcset.png 2x'><picture><source srcset='{far}/source.png'><img src='{far}/p.png'></picture>",
    "<svg onload=\"fetch('{far}/svg')\"><animate onbegin=\"fetch('{far}/animate')\" attributeName=x dur=1s /></svg>",
    "<svg><a xlink:href='javascript:canary=1'><animate attributeName='href' values='javascript:canary=1'/><text x=20 y=20>x</text></a></svg>",
    "<svg><image href='{far}/svgimage.png'/><use href='{far}/use.svg#x'/><feImage href='{far}/fe.png'/></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=fetch('{far}/mxss')&gt;\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=fetch('{far}/mxss2')>",
    "<noscript><p title=\"</noscript><img src=x onerror=fetch('{far}/noscript')>\">",
    "<style>@import '{far}/import.css';body{{background:url({far}/bg.png)}}@font-face{{font-family:x;src:url({far}/f.woff)}}*{{font-family:x}}</style>",
    "<div style=\"background:url('{far}/style.png')\">x</div><div style='background-image:\\75rl({far}/escaped.png)'>x</div>",
    '<p style="color:red;list-style-image:url({far}/list.png);content:url({far}/content.png);cursor:url({far}/cursor.png),auto">x</p>',
    "<link rel=stylesheet href='{far}/link.css'><link rel=prefetch href='{far}/prefetch'><link rel=dns-prefetch href='{far}'><link rel=preconnect href='{far}'>",
    "<meta http-equiv=refresh content='0;url={far}/refresh'><base href='{far}/'>",
    "<iframe src='{far}/frame'></iframe><iframe srcdoc=\"<script>parent.canary=1;fetch('{far}/srcdoc')</script>\"></iframe>",
    "<object data='{far}/object'></object><embed src='{far}/embed'><applet code='{far}/applet'></applet>",
    "<video src='{far}/video' poster='{far}/poster' autoplay></video><audio src='{far}/audio' autoplay></audio><track src='{far}/track'>",
    "<form action='{far}/form'><input autofocus onfocus=\"fetch('{far}/focus')\"><button formaction='javascript:canary=1'>x</button></form>",
    "<body background='{far}/body.png' onload=\"fetch('{far}/onload')\"><table background='{far}/table.png'><td background='{far}/td.png'>x</table>",
    "<a href='javascript:canary=1'>j</a><a href='java&#10;script:canary=1'>k</a><a href=' &#x6A;avascript:canary=1'>l</a><a href='data:text/html,<script>canary=1</script>'>m</a>",
    "<a href='{far}/ping' ping='{far}/pinged'>n</a><input type=image src='{far}/input.png'><img src='data:image/svg+xml,<svg onload=fetch(\"{far}/data\")>'>",
    "<details open ontoggle=\"fetch('{far}/toggle')\"><marquee onstart=\"fetch('{far}/marquee')\">x</marquee><dialog open oncancel=x>y</dialog>",
    "<template><img src=x onerror=fetch('{far}/template')></template><custom-x onclick=1 tabindex=1 id=x autofocus onfocus=fetch('{far}/custom')>",
    "<a id=location><a id=document name=cookie><img name=createElement><form id=parentNode><input name=attributes></form>",
    "<div style='position:fixed;top:0;left:0;width:100vw;height:100vh;z-index:99'>cover</div>",
    "<scr<script>ipt>canary=1</scr</script>ipt><<script>script>canary=1;fetch('{far}/nested')<</script>/script>",
    "<x\x00y><sc\x00ript>canary=1</sc\x00ript><img/src=x/onerror=fetch('{far}/slash')><img src=x onerror\x0b=fetch('{far}/vt')>",
    "<plaintext><img src=x onerror=fetch('{far}/plaintext')>",
    "<!--><img src=x onerror=fetch('{far}/comment')>--><![CDATA[<img src=x onerror=fetch('{far}/cdata')>]]>",
]


@pytest.fixture
def letters(real_home: House, settle) -> list[Message]:
    """All of the corpus, taken in by the SMTP door: one mail each, and one with everything."""
    forms = [form.format(far=FAR) for form in CORPUS]
    bodies = [
        *(f"<html><body><p>before</p>{form}<p>after</p></body></html>" for form in forms),
        "".join(forms),
    ]
    with open_door() as door:
        for n, html in enumerate(bodies):
            raw = mail(
                html=html,
                Subject=f"{n} <script>canary=1</script>",
                From=f"<img src=x onerror=canary=1> <w{n}@mail.test>",
            )
            assert post(door, raw)[0] == 250
    settle()
    found = list(Message.objects.order_by("pk"))
    assert len(found) == len(bodies)
    return found


def test_no_letter_runs_a_script_or_asks_anybody_for_anything(letters, site: Site, browser):
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    content = f"http://content.localhost:{site.port}"
    for message in letters:
        page.goto(content + content_path("letter", str(message.pk)), wait_until="load")
        page.wait_for_timeout(60)
        assert "before" in page.inner_text("body") or message is letters[-1]
        assert [frame.evaluate("window.canary") for frame in page.frames] == [None] * len(
            page.frames
        )
        assert (
            page.locator(
                "script, iframe, form, object, embed, svg, math, link, meta[http-equiv], input"
            ).count()
            == 0
        )
    assert [url for url in asked if not url.startswith(content + "/content/letter/")] == []


def test_the_case_page_with_such_a_letter_stays_itself(
    letters, site: Site, browser, real_home: House
):
    client = Client()
    client.force_login(real_home.lead)
    context = browser.new_context()
    context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": site.url()}]
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for message in (letters[0], letters[-1]):
        case = message.conversation.strand.case_id
        page.goto(site.url(f"/cases/{case}/"), wait_until="load")
        page.goto(site.url(f"/messages/{message.pk}/original/"), wait_until="load")
        page.frame_locator("iframe").locator("body").wait_for(state="attached")
        page.wait_for_timeout(300)
        frames = [frame for frame in page.frames if "content.localhost" in frame.url]
        assert len(frames) == 1
        assert [frame.evaluate("window.canary") for frame in page.frames] == [None] * len(
            page.frames
        )
        assert frames[0].evaluate("origin") == "null"
    own = (site.url(""), f"http://content.localhost:{site.port}")
    assert [url for url in asked if not url.startswith((*own, "data:", "blob:"))] == []
    assert not any(FAR in url for url in asked)


def test_the_corpus_bites_where_nothing_protects(browser):
    """The tests above would see it: unprotected, these run or ask."""
    biting = [
        form
        for form in CORPUS
        if form.startswith(("<img", "<svg onload", "<style", "<div style", "<link", "<video"))
    ]
    for form in biting[:6]:
        page = browser.new_page()
        with page.expect_request(lambda request: request.url.startswith(FAR)):
            page.set_content(form.format(far=FAR), wait_until="commit")
        page.close()


def test_the_words_of_each_letter_are_still_there(letters):
    kept = messages_of([m.conversation_id for m in letters])
    assert all("before" in m.text and "after" in m.text for m in list(kept)[:3])
