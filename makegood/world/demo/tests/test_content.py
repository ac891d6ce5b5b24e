from datetime import timedelta

import pytest

from makegood.world.demo.content import data_toml, duration, read
from makegood.world.demo.words import voices


def test_everything_that_is_written_is_read():
    content = read()
    assert (len(content.contacts), len(content.threads), len(content.products)) == (60, 48, 14)
    assert (len(content.teams), len(content.people)) == (13, 48)
    assert all(contact.call for contact in content.contacts)


def test_durations_count_back_and_ahead():
    assert duration("-P2DT3H26M") == -timedelta(days=2, hours=3, minutes=26)
    assert duration("PT42M") == timedelta(minutes=42)
    assert duration("P1Y1M") == timedelta(days=395)


@pytest.mark.parametrize("text", ["P", "-P", "", "2 days", "P1W"])
def test_a_text_that_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="not a duration"):
        duration(text)


def test_every_scene_has_its_words_in_every_voice_that_tells_it():
    known = data_toml("scenes")
    for voice in voices().values():
        assert set(voice.scenes) <= set(known)
        for name, words in voice.scenes.items():
            needed = {"subjects", "what", "detail", "say", "outcome"}
            if known[name]["path"] in {"visit", "refund"}:
                needed.add("report")
            assert needed <= set(words), (voice.key, name)


def test_mainland_and_english_customers_know_every_scene():
    known = set(data_toml("scenes"))
    assert set(voices()["zh"].scenes) == known
    assert set(voices()["en"].scenes) == known
