"""Installed when MAKEGOOD_FILES_URL is `s3://bucket/prefix?endpoint=https://…&region=…`; keys come from
the usual AWS variables or files."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from makegood.base.files.store import install


class Bucket:
    """A `Store` in one bucket. An object is durable when `put_object` has returned."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.bucket = parts.netloc
        self.prefix = parts.path.strip("/")
        self.options = dict(parse_qsl(parts.query))
        self._client: Any = None

    @property
    def client(self) -> Any:
        """Made at first use: processes that touch no file do not load the library."""
        if self._client is None:
            import boto3  # noqa: PLC0415
            from botocore.config import Config  # noqa: PLC0415

            self._client = boto3.client(
                "s3",
                endpoint_url=self.options.get("endpoint"),
                region_name=self.options.get("region", "us-east-1"),
                config=Config(connect_timeout=5, read_timeout=30, retries={"max_attempts": 3}),
            )
        return self._client

    def key(self, sha256: str) -> str:
        """The object's name."""
        return "/".join(part for part in (self.prefix, sha256[:2], sha256) if part)

    def put(self, sha256: str, content: bytes) -> None:
        """Store the bytes; storing them again changes nothing."""
        self.client.put_object(Bucket=self.bucket, Key=self.key(sha256), Body=content)

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises FileNotFoundError."""
        try:
            answer = self.client.get_object(Bucket=self.bucket, Key=self.key(sha256))
        except self.client.exceptions.NoSuchKey as error:
            raise FileNotFoundError(sha256) from error
        return bytes(answer["Body"].read())

    def has(self, sha256: str) -> bool:
        """Whether the bytes are there."""
        found = self.client.list_objects_v2(Bucket=self.bucket, Prefix=self.key(sha256), MaxKeys=1)
        return bool(found.get("KeyCount"))

    def delete(self, sha256: str) -> None:
        """Remove the bytes; removing what is not there is no error."""
        self.client.delete_object(Bucket=self.bucket, Key=self.key(sha256))


if settings.FILES_URL:
    install(Bucket(settings.FILES_URL))
