from hypothesis import given
from hypothesis import strategies as st

from makegood.kernel import ids


def test_a_signature_is_for_one_text_one_purpose_and_one_key():
    signature = ids.sign("case 7", key="k", purpose="mail")
    assert ids.signed("case 7", signature, key="k", purpose="mail")
    assert not ids.signed("case 8", signature, key="k", purpose="mail")
    assert not ids.signed("case 7", signature, key="k", purpose="link")
    assert not ids.signed("case 7", signature, key="other", purpose="mail")


@given(st.text(max_size=40))
def test_no_other_form_of_a_signature_is_taken(forged):
    real = ids.sign("case 7", key="k", purpose="mail")
    assert ids.signed("case 7", forged, key="k", purpose="mail") == (forged == real)
    for near in (real.upper(), real[:-1], real + "a", " " + real, real + "\n", ""):
        assert not ids.signed("case 7", near, key="k", purpose="mail")


def test_a_token_is_not_what_is_stored():
    token = ids.token()
    assert token not in ids.digest(token)
    assert len({ids.token() for _ in range(100)}) == 100
