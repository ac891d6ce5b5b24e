from tests.live import browser, site  # noqa: F401 - fixtures
