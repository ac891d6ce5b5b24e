import pytest

from makegood.web.tests import make


@pytest.fixture
def lead(db):
    return make.make_staff("Chen Tao", role="lead")


@pytest.fixture
def lin(lead):
    return make.make_staff("Lin Xiao")


@pytest.fixture
def accounts(lead):
    return make.make_accounts(lead)


@pytest.fixture
def mail(accounts):
    return accounts[0]


@pytest.fixture
def chat(accounts):
    return accounts[1]


@pytest.fixture
def stranger(db):
    """Somebody of another team."""
    return make.make_stranger()
