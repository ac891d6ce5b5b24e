"""One file. What an operator sets comes through `environment`; what a customer sets is in the database."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import structlog
from django.utils.translation import gettext_lazy as _

from makegood.base.privacy.logs import hide, hide_all
from makegood.config import environment

ENV = environment.read()
# Read by numpy when it is first loaded: its own threads spend more time on waiting for each other than on our
# small matrices, and take both cores from whoever answers people.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
PACKAGE = Path(__file__).resolve().parents[1]
SECRET_KEY = environment.secret_key()
DEBUG = False
BASE_URL = ENV.base_url
CONTENT_URL = environment.service_address(os.environ, "MAKEGOOD_CONTENT_URL", ("http", "https"))
_base = urlsplit(BASE_URL)
LOOPBACK_NAMES = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = [_base.hostname or "localhost", *LOOPBACK_NAMES, ".localhost"]
ALLOWED_HOSTS += [host for host in [urlsplit(CONTENT_URL).hostname] if host]
SECURE = _base.scheme == "https"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "template_partials",
    "django_htmx",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "makegood.base.access",
    "makegood.base.journal",
    "makegood.base.jobs",
    "makegood.base.invariants",
    "makegood.base.files",
    "makegood.base.ui",
    "makegood.records.people",
    "makegood.records.worktime",
    "makegood.records.customers",
    "makegood.records.privacy",
    "makegood.records.assets",
    "makegood.records.entitlements",
    "makegood.contact.channels",
    "makegood.contact.conversations",
    "makegood.care.cases",
    "makegood.care.cover",
    "makegood.care.handoffs",
    "makegood.care.promises",
    "makegood.care.feedback",
    "makegood.care.repeats",
    "makegood.care.tasks",
    "makegood.care.recovery",
    "makegood.desk.routing",
    "makegood.desk.search",
    "makegood.desk.translating",
    "makegood.field.diagnosis",
    "makegood.field.telemetry",
    "makegood.field.alarms",
    "makegood.insight.analysis",
    "makegood.insight.problems",
    "makegood.web",
    "makegood.portal",
    "makegood.adapters.email",
    "makegood.adapters.webchat",
    "makegood.adapters.form",
    "makegood.adapters.reviews",
    "makegood.adapters.s3",
    "makegood.adapters.telegram",
    "makegood.adapters.whatsapp",
    "makegood.adapters.wecom",
    "makegood.adapters.sms",
    "makegood.adapters.webhook",
    "makegood.adapters.libretranslate",
    "makegood.adapters.labels",
    "makegood.world",
    "makegood.config",  # last: plugs everything above together
]

MIDDLEWARE = [
    "makegood.base.ui.middleware.SecurityHeaders",
    "makegood.base.ui.content.ContentHost",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "makegood.base.ui.middleware.LanguageAndTheme",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "makegood.base.access.middleware.SecondStepFirst",
    "makegood.base.ui.middleware.Refusals",
]

ROOT_URLCONF = "makegood.config.urls"
WSGI_APPLICATION = "makegood.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "makegood.base.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "makegood.base.ui.context.page",
            ],
        },
    }
]


def database(url: str) -> dict[str, object]:
    """Django's settings for one PostgreSQL address; a `host` in the query (a socket folder) wins."""
    parts = urlsplit(url)
    extra = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": extra.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": {
            **extra,
            "pool": {"min_size": 0, "max_size": 12, "timeout": 10, "max_idle": 60},
            "connect_timeout": 5,
            "application_name": "makegood",
            "keepalives_idle": 30,
            # a transaction left open by a frozen process ends, and its locks with it
            "options": "-c idle_in_transaction_session_timeout=60000 -c statement_timeout=60000 -c jit=off",
        },
    }


DATABASES = {"default": database(ENV.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = ENV.redis_url
NOTIFY = True
FILES_ROOT = ENV.files_folder
SMTP_PORT = ENV.smtp_port  # where this machine takes in mail
FILES_URL = environment.service_address(os.environ, "MAKEGOOD_FILES_URL", ("s3",))
DATA_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 30 * 1024 * 1024
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "access_cache",
    }
}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
FORMAT_MODULE_PATH = "makegood.config.formats"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [PACKAGE / "locale"]
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "makegood.base.ui.staticfiles.HashedByVersion"},
}

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["makegood.base.access.signin.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "makegood.base.access.passwords.BreachedPasswordValidator"},
]
EMAIL_BACKEND = "makegood.adapters.email.staff_mail.Backend"  # mail to ourselves only
DEFAULT_FROM_EMAIL = f"makegood@{_base.hostname or 'localhost'}"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "makegood.base.access.signin.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/10m/key",  # the key is the account as tried from one network
    "reset_password": "10/h/ip,3/h/key",
}
MFA_ADAPTER = "makegood.base.access.signin.SecondStepAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses of staff are given by an administrator
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Makegood"
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

SEND_UNDO_SECONDS = 8
SILENCED_SYSTEM_CHECKS = (
    ["security.W004", "security.W008", "security.W012", "security.W016"] if not SECURE else []
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"veiled": {"()": "makegood.base.privacy.logs.Veiled"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "veiled"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# Without the values of variables: they hold what customers wrote, and printing them may ask the database.
structlog.configure(
    processors=[
        hide,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        ),
        hide_all,
    ]
)
