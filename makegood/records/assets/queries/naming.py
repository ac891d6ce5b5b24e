"""What we call what is kept by its key: kinds of products, readings, skills."""

from collections.abc import Collection, Mapping

from makegood.kernel.text import in_language
from makegood.records.assets.models import Product, Word

Words = Mapping[str, Mapping[str, str]]


def words(of: str, keys: Collection[str] | None = None) -> dict[str, dict[str, str]]:
    """The names by language of these keys, or of all that have some (one statement, none for no key)."""
    if keys is not None and not keys:
        return {}
    found = Word.objects.filter(of=of)
    if keys is not None:
        found = found.filter(key__in=set(keys))
    return dict(found.values_list("key", "names"))


def kinds_used() -> set[str]:
    """Every kind that a product has."""
    return set(Product.objects.exclude(kind="").values_list("kind", flat=True))


def lines_sold() -> set[str]:
    """Every line of the products that we sell or look after."""
    return set(Product.objects.exclude(line="").values_list("line", flat=True))


def said(key: str, named: Words, language: str) -> str:
    """Its name in that language or the nearest; the key made readable where it has none."""
    return in_language(named.get(key) or {}, language) or readable(key)


def readable(key: str) -> str:
    """A key as one reads it aloud: `oil_temperature` is "Oil temperature"."""
    spaced = key.replace("_", " ").replace("-", " ").strip() or key
    return spaced[:1].upper() + spaced[1:] if spaced.islower() else spaced
