from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from makegood.kernel.clock import now


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    SPECIALIST = "specialist", _("Specialist")
    DISPATCHER = "dispatcher", _("Dispatcher")
    TECHNICIAN = "technician", _("Technician")
    LEAD = "lead", _("Service lead")
    ADMINISTRATOR = "administrator", _("Administrator")


class Language(models.TextChoices):
    ZH_HANS = "zh-Hans", "简体中文"
    ZH_HANT = "zh-Hant", "繁體中文"
    EN = "en", "English"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A member of staff; without a password he signs in by the link he is sent."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """An account of ours. Customers are never rows of this table."""

    email = models.EmailField(_("mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=80)
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.AGENT)
    language = models.CharField(max_length=10, choices=Language.choices, default=Language.EN)
    zone = models.CharField(max_length=60, default="UTC")
    theme = models.CharField(max_length=10, default="", blank=True)
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # signs in from this machine only
    joined_at = models.DateTimeField(default=now)
    deactivated_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                condition=models.Q(is_active=True) | models.Q(deactivated_at__isnull=False),
                name="user_inactive_since",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class Grant(models.Model):
    """A link or a session that lets somebody without an account see one thing.

    Only the digest of the token is stored; it is bound to one purpose and one subject, ends by
    itself, and can be withdrawn.
    """

    token = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=30)
    subject = models.BigIntegerField()
    made_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject"], name="grant_subject")]

    def __str__(self) -> str:
        return f"{self.purpose}:{self.subject}"


class Workplace(models.Model):
    """What holds for the whole company (one row): its name, and who must use a second step."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=80, blank=True, default="")
    second_step_roles = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="workplace_one_row")]

    def __str__(self) -> str:
        return self.name
