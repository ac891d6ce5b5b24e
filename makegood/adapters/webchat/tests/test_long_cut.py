"""Minutes without a network, in a real browser. Runs when MAKEGOOD_TEST_CUT_SECONDS says how long (300 is
the promise); without it the test says why it did not run."""

import os
import sys
import time
from typing import Any

import pytest

from makegood.adapters.webchat.tests.test_widget import (  # noqa: F401 - the fixtures
    Chat,
    chat,
    hold,
    page,
    reply,
    shop,
    texts,
)
from makegood.care.cases.models import Case
from tests.live import Site

CUT = float(os.environ.get("MAKEGOOD_TEST_CUT_SECONDS", "0"))
STEP = 30.0


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.skipif(not CUT, reason="set MAKEGOOD_TEST_CUT_SECONDS, for example to 300")
def test_minutes_without_a_network_lose_and_double_nothing(
    chat: Any,  # noqa: F811 - a fixture
    page: Any,  # noqa: F811 - a fixture
    site: Site,
) -> None:
    talk = Chat(page)
    talk.open()
    talk.say("Before")
    hold("Before")
    page.context.set_offline(True)
    began, written, answered = time.monotonic(), [], []
    while time.monotonic() - began < CUT:
        written.append(f"Without a network {len(written) + 1}")
        talk.say(written[-1])
        answered.append(f"Answer {len(answered) + 1}")
        reply(answered[-1])
        left = CUT - (time.monotonic() - began)
        page.wait_for_timeout(max(0.0, min(STEP, left)) * 1000)
    talk.root.get_by_text("Not connected.").wait_for()
    talk.shows("Before", *written)
    assert texts() == ["Before", *answered], "nothing passed while it was cut"

    page.context.set_offline(False)
    back = time.monotonic()
    talk.log.get_by_text(written[-1], exact=True).wait_for()
    talk.log.get_by_text(answered[-1], exact=True).wait_for(timeout=60000)
    talk.root.get_by_text("Not connected.").wait_for(state="hidden", timeout=60000)
    hold("Before", *answered, *written, seconds=60)
    sys.stdout.write(f"{CUT:.0f} s cut, all level within {time.monotonic() - back:.1f} s\n")
    talk.shows("Before", *answered, *written)
    page.reload()
    Chat(page).shows("Before", *answered, *written)
    hold("Before", *answered, *written)
    assert Case.objects.count() == 1
    assert page.problems == []
