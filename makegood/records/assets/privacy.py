"""A device is no person; where it stands and who had it is a person's."""

from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.registry import impersonal, personal

impersonal(
    "assets.Product", "what we sell", "key", "model", "line", "kind", "names",
    "serial_pattern", "serial_example", "counter",
)  # fmt: skip
impersonal("assets.Part", "what can be ordered", "number", "names", "currency")
personal("assets.Site", "name", "address", title=_("Places"), of="contact")
impersonal("assets.Site", "where a clock stands", "zone")
impersonal(
    "assets.Asset", "the device, not who has it", "serial", "state", "batch", "firmware", "token", "terms",
)  # fmt: skip
personal("assets.Asset", "facts", title=_("Devices"), of="owner")
personal("assets.Ownership", "why", title=_("Devices he had"), of="contact")
impersonal("assets.Ownership", "who of us wrote it", "by")
personal("assets.Fitted", "why", title=_("Parts fitted"), of="asset__owner")
impersonal("assets.Fitted", "a part of a device", "serial", "by")
impersonal("assets.Document", "papers of a device", "title", "language")
impersonal("assets.Usage", "how long a device ran", "unit", "source", "doubt")
impersonal("assets.Field", "what we keep of devices", "key", "names", "type", "choices")
impersonal("assets.Word", "what we call things", "of", "key", "names")
impersonal(
    "assets.Import", "a table on its way in; its file goes by itself", "what", "encoding", "delimiter",
    "mapping", "state", "told",
)  # fmt: skip
