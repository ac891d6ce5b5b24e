"""Answers of some sixty mail programs, plain and in HTML: what is new is the first line, and nothing of what they quote."""

from base64 import encodebytes
from pathlib import Path

import pytest

from makegood.adapters.email.reading.read import read

HERE = Path(__file__).parent
NEW, OLD = "好的，我明天上午在家，请师傅来。", "您好，师傅明天上门。"


def laid_out(name: str) -> dict[str, str]:
    """The blocks of a file by their names; "␠" stands for a space at the end of a line."""
    blocks = (HERE / name).read_text("utf-8").split("\n=== ")[1:]
    pairs = (block.partition("\n") for block in blocks)
    return {key: text.strip("\n").replace("␠", " ") for key, _end, text in pairs}


PLAIN, HTML = laid_out("clients.txt"), laid_out("clients_html.txt")


def mail(text: str, *, kind: str = "plain", charset: str = "utf-8", label: str = "utf-8") -> bytes:
    head = (
        "From: 王芳 <wang@mail.test>\r\nTo: support@example.com\r\nSubject: Re: 订单\r\n"
        "In-Reply-To: <out.1@example.com>\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/{kind}; charset={label}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + encodebytes(text.replace("\n", "\r\n").encode(charset))


@pytest.mark.parametrize("client", PLAIN)
def test_only_the_first_line_is_new(client: str):
    text = PLAIN[client].replace("\\u00a0", "\u00a0").replace("\\ufeff", "\ufeff")
    got = read(mail(text))
    assert (got.kind, got.new_text) == ("reply", text.partition("\n")[0])


@pytest.mark.parametrize("client", HTML)
@pytest.mark.parametrize(("charset", "label"), [("utf-8", "utf-8"), ("gbk", "gb2312")])
def test_only_the_words_above_are_new(client: str, charset: str, label: str):
    html = HTML[client].replace("{new}", NEW).replace("{old}", OLD)
    got = read(mail(html, kind="html", charset=charset, label=label))
    assert (got.kind, got.new_text) == ("reply", NEW)
