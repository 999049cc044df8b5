"""Settings. Every environment variable is read once, here at the top; README lists them."""

import ipaddress
import os
import secrets
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from moderation.admin.looks import LOOKS
from mppsite.accounts import AUTH_PASSWORD_VALIDATORS, LOGIN_REDIRECT_URL, SESSION_COOKIE_AGE
from mppsite.databases import database_from
from mppsite.logs import logging_at
from mppsite.rest import CACHES, REST_APPS, REST_FRAMEWORK, SPECTACULAR_SETTINGS
from mppsite.statics import (
    SERVESTATIC_ALLOW_ALL_ORIGINS,
    SERVESTATIC_MINIFY,
    SERVESTATIC_SKIP_COMPRESS_EXTENSIONS,
    STORAGES,
)
from rooms.conf import limits_from

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
# .env is for people; what the process was started with wins over it.
if (BASE_DIR / ".env").exists():
    environ.Env.read_env(BASE_DIR / ".env", overwrite=False)


def _bool(name: str, default: bool) -> bool:
    text = env.str(name, default=str(default)).strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off", ""):
        return False
    raise ImproperlyConfigured(f"{name} must be true or false, but is {text!r}")


def _networks(
    name: str, default: list[str]
) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text.strip()) for text in env.list(name, default=default))
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must list addresses or networks: {error}") from None


def _choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value: str = env.str(name, default=default)
    for choice in choices:
        if value.lower() == choice.lower():
            return choice
    raise ImproperlyConfigured(f"{name} must be one of {choices}, but is {value!r}")


ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
# Without hosts to serve this is somebody's own machine: development.
DEBUG = _bool("DEBUG", not ALLOWED_HOSTS)
MPP_DATA_DIR = Path(env.str("MPP_DATA_DIR", default="") or BASE_DIR / "data").absolute()
MPP_IDENTITY = _choice(
    "MPP_IDENTITY", "fresh" if DEBUG else "per-address", ("fresh", "per-address")
)
MPP_ORIGINS = env.list("MPP_ORIGINS", default=[])
MPP_MOTD = env.str("MPP_MOTD", default="Welcome. Play something.")
MPP_LOGIN_PROVIDER = env.str("MPP_LOGIN_PROVIDER", default="")
MPP_PROXY_DETECTOR = env.str("MPP_PROXY_DETECTOR", default="")
TRUSTED_PROXIES = _networks("TRUSTED_PROXIES", [])
HTTPS = _bool("HTTPS", False)
HSTS_SUBDOMAINS = _bool("HSTS_SUBDOMAINS", False)
MPP_METRICS_TOKEN = env.str("MPP_METRICS_TOKEN", default="")
MPP_METRICS_FROM = _networks("MPP_METRICS_FROM", ["127.0.0.0/8", "::1"])
# Several hosts share the rooms among them.
REDIS_URLS = [url.strip() for url in env.list("REDIS_URL", default=[]) if url.strip()]
ALLOWED_HOSTS = ALLOWED_HOSTS or ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SENTRY_DSN = env.str("SENTRY_DSN", default="")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_LEVEL = _choice("LOG_LEVEL", "INFO", _LEVELS)
LOG_FORMAT = _choice("LOG_FORMAT", "text" if DEBUG else "json", ("text", "json"))
_database_url = env.str("DATABASE_URL", default="") or f"sqlite:///{MPP_DATA_DIR / 'mpp.sqlite3'}"
_secret_key = env.str("SECRET_KEY", default="")
# Where everybody without a token is somebody new, a few browsers would use up the address's users.
_development = {"MPP_TOKENS_PER_ADDRESS": "0"} if MPP_IDENTITY == "fresh" else {}
try:
    MPP = limits_from({**_development, **os.environ})
except (ValueError, OverflowError) as error:
    raise ImproperlyConfigured(f"A limit (MPP_…) is wrong: {error}") from None


def _development_key(path: Path) -> str:
    """The key that this data directory was given at its first start."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Renamed when it is complete: a start that is cut short leaves no empty key behind.
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        draft.replace(path)
    return path.read_text()


if not _secret_key and not DEBUG:
    raise ImproperlyConfigured("SECRET_KEY must be set when DEBUG is off: any long random text")
SECRET_KEY = _secret_key or _development_key(MPP_DATA_DIR / "secret_key")

INSTALLED_APPS = [
    "mppsite.runserver.DaphneApp",
    "servestatic",
    # Its templates come before those of Django's admin; the site itself is ours.
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    *REST_APPS,
    "mppsite",
    "rooms",
    "moderation",
]
MIDDLEWARE = [
    "mppsite.requests.request_ids",
    "mppsite.parts.load_parts",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "mppsite.policies.policies",
    "moderation.api.paths.room_paths",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "mppsite.urls"
ASGI_APPLICATION = "mppsite.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_from(_database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URLS:
    _layer = {"BACKEND": "rooms.redis_layer.RoomsRedisLayer", "CONFIG": {"hosts": REDIS_URLS}}
else:
    _layer = {
        "BACKEND": "rooms.layer.LeanInMemoryChannelLayer",
        # One channel serves the whole process, so the layer's default of 100 would lose messages.
        "CONFIG": {"capacity": 100_000},
    }
CHANNEL_LAYERS = {"default": _layer}

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = MPP_DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    # The proxy in front speaks TLS: accounts of staff never travel without it.
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    # Browsers take a cookie of such a name from this very host alone.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    # Asked by machines that are past the proxy.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HSTS_SUBDOMAINS
    # Other hosts of a domain are not ours to decide about: HSTS_SUBDOMAINS says that they are.
    SILENCED_SYSTEM_CHECKS = [] if HSTS_SUBDOMAINS else ["security.W005", "security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"

UNFOLD = LOOKS
LOGGING = logging_at(LOG_LEVEL, LOG_FORMAT)
