"""Static files under addresses that change with their content, without a build and without copying them."""

import hashlib
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class HashedByVersion(StaticFilesStorage):
    """`ui/css/makegood.css` becomes `/static/ui/css/makegood.css?v=1f2e3d4c`."""

    def url(self, name: str | None) -> str:
        address = super().url(name)
        version = version_of(name or "")
        return f"{address}?v={version}" if version else address


@lru_cache(maxsize=1000)
def version_of(name: str) -> str:
    """Eight digits of the file's hash; "" if there is no such file."""
    found = finders.find(name)
    if not isinstance(found, str):
        return ""
    digest = hashlib.sha256()
    with open(found, "rb") as file:
        digest.update(file.read())
    return digest.hexdigest()[:8]
