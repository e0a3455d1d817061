"""Settings. CREDIT_ENV says where we are: production (the default), local (bin/run) or test."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from creditplatform import env

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.text("CREDIT_ENV", "production")
if ENVIRONMENT not in {"production", "local", "test"}:
    raise ImproperlyConfigured("CREDIT_ENV must be production, local or test.")
PRODUCTION = ENVIRONMENT == "production"
DEMO = ENVIRONMENT != "production"

DEBUG = False
SECRET_KEY = env.text("CREDIT_SECRET_KEY")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("CREDIT_SECRET_KEY must be at least 50 random characters.")
# Former keys still open what they sealed. What is written anew is sealed with the present one.
SECRET_KEY_FALLBACKS = env.words("CREDIT_SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = env.words(
    "CREDIT_ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1],testserver"
)
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("CREDIT_ALLOWED_HOSTS must name the hosts we answer for.")
PUBLIC_URL = env.text("CREDIT_PUBLIC_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip(
    "/"
)
if PRODUCTION and not PUBLIC_URL.startswith("https://"):
    raise ImproperlyConfigured("CREDIT_PUBLIC_URL must start with https:// in production.")
DATA_FOLDER = env.folder("CREDIT_DATA", BASE_DIR / ".data")

AUDIT_ALGORITHM = env.text("CREDIT_AUDIT_ALGORITHM", "sha256")
if AUDIT_ALGORITHM not in {"sha256", "sm3"}:
    raise ImproperlyConfigured("CREDIT_AUDIT_ALGORITHM must be sha256 or sm3.")
# Who may read /metrics: addresses or networks, separated by commas.
METRICS_ALLOW = env.words("CREDIT_METRICS_ALLOW", "127.0.0.1,::1")

INSTALLED_APPS = [
    "django.contrib.postgres",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_htmx",
    "csp",
    "creditplatform.apps.Wiring",
    "core",
    "accounts",
    "sectors",
    "documents",
    "desk",
    "exchange",
    "records",
    "ratings",
    "portal",
]
MIDDLEWARE = [
    "core.middleware.RequestContext",
    "core.middleware.AccessLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "core.middleware.PlainRequest",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.Authentication",
    "sectors.middleware.ActorOfRequest",
    "core.middleware.Refusals",
]
ROOT_URLCONF = "creditplatform.urls"
WSGI_APPLICATION = "creditplatform.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
        },
    }
]

# Two roles: the owner migrates, the application can do only what each table grants it.
_APPLICATION_URL = env.text("DATABASE_URL")
_OWNER_URL = env.optional("DATABASE_OWNER_URL") or _APPLICATION_URL
AS_OWNER = env.optional("CREDIT_DB_ROLE") == "owner"
if PRODUCTION and AS_OWNER and _OWNER_URL == _APPLICATION_URL:
    raise ImproperlyConfigured("DATABASE_OWNER_URL must be another role than DATABASE_URL.")
DATABASES = {"default": env.database(_OWNER_URL if AS_OWNER else _APPLICATION_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.redis_number(REDIS_URL, 1),
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    }
}
CELERY_BROKER_URL = env.celery_broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# The default gives the task of a killed worker back only after an hour.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 1,
    "socket_timeout": 5,
}
CELERY_TIMEZONE = "Asia/Shanghai"

# Whose platform this is: said in the header of every page.
PLATFORM_NAME = "信用监管平台"
PLATFORM_PLACE = env.text("CREDIT_PLACE", None if PRODUCTION else "江阴市")

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
# Collected when the image is built: it serves its own files, whatever version runs beside it.
STATIC_ROOT = BASE_DIR / "static-collected" if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Our own: keys only as hashes, and whose session it is in the same query.
SESSION_ENGINE = "accounts.sessions"
# How many proxies of ours stand before us; each adds one address to X-Forwarded-For.
TRUSTED_PROXIES = int(env.text("CREDIT_TRUSTED_PROXIES", "1" if PRODUCTION else "0"))
SESSION_COOKIE_NAME = "credit_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.views.problems.csrf_failure"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
# Files: pages that take one say so (documents.uploads.receives), all others turn them away.
FILE_UPLOAD_HANDLERS = ["documents.uploads.RefuseFiles"]
UPLOAD_LIMIT = 20 * 1024 * 1024
# What a unit sends in at once: a million rows of text.
INTAKE_LIMIT = 500 * 1024 * 1024
CLAMD_SOCKET = env.optional("CREDIT_CLAMD_SOCKET")
# `signatures`: in production, do with the known test signatures instead of ClamAV.
SCANNER = env.optional("CREDIT_SCANNER")
if SCANNER not in {None, "signatures"}:
    raise ImproperlyConfigured("CREDIT_SCANNER must be signatures or not set.")

REST_FRAMEWORK = {
    # Who asks is settled once, by middleware, for pages and API alike.
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "core.problems.api_exception",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "信用监管平台 API",
    "DESCRIPTION": "部门系统接口。错误一律为 application/problem+json，代码见 docs/errors.md。",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "APPEND_COMPONENTS": {
        "securitySchemes": {"ApiKey": {"type": "http", "scheme": "bearer"}},
    },
    "SECURITY": [{"ApiKey": []}],
    # Sets of values that several answers give under one name.
    "ENUM_NAME_OVERRIDES": {
        "JobStateEnum": "core.models.Job.State",
        "BatchStateEnum": "records.models.Batch.State",
        "ItemKindEnum": "records.models.ItemKind",
        "SubjectKindEnum": "records.models.SubjectVersion.Kind",
        "SubjectStatusEnum": "records.models.SubjectVersion.Status",
        "EffectKindEnum": "records.models.FactEffect.Kind",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.logs.JsonLines"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own request log would print addresses with their query.
        "django.request": {"level": "CRITICAL"},
        "django.security": {"level": "ERROR"},
    },
}
