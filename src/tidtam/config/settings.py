"""One settings file; values come from the environment and the data folder."""

from __future__ import annotations

import os
from pathlib import Path

from tidtam.config import keys, postgres
from tidtam.config.database import django_database

PACKAGE = Path(__file__).resolve().parent.parent
DATA = postgres.data_dir()
DEBUG = False
TESTING = os.environ.get("TIDTAM_TESTING") == "1"
SECRET_KEY = keys.secret("django")
ALLOWED_HOSTS = os.environ.get("TIDTAM_HOSTS", "localhost,127.0.0.1,[::1]").split(",") + ["testserver"] * TESTING
SITE_URL = os.environ.get("TIDTAM_URL", "http://localhost:8000")
GARUDA = os.environ.get("TIDTAM_GARUDA", "")  # the emblem of official letters, an SVG or PNG of the office's own
HTTPS = SITE_URL.startswith("https://")
TIPS_ONION = ""  # the tip process has settings of its own (config/tips_settings.py)
# Pictures under the map, `https://tiles.example/{z}/{x}/{y}.png`; without, outlines of our own and no other host.
MAP_TILES = os.environ.get("TIDTAM_TILES", "")
MAP_TILES_CREDIT = os.environ.get("TIDTAM_TILES_CREDIT", "")
TIPS_URL = os.environ.get("TIDTAM_TIPS_URL", "")  # the one address of the tip lane, where every sign leads
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "tidtam.ui",
    "tidtam.audit",
    "tidtam.places",
    "tidtam.offices",
    "tidtam.accounts",
    "tidtam.files",
    "tidtam.notices",
    "tidtam.letters",
    "tidtam.obligations",
    "tidtam.people",
    "tidtam.assistance",
    "tidtam.aftercare",
    "tidtam.tips",
    "tidtam.activities",
    "tidtam.signs",
    "tidtam.reports",
    "tidtam.exchange",
    "tidtam.meetings",
    "tidtam.portal",
    "tidtam.console",
    "tidtam.demo",
    "tidtam.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "tidtam.config.headers.Headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tidtam.ui.language.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "tidtam.config.bodies.Bodies",  # before the form is read for its token
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tidtam.accounts.middleware.Gate",
    "allauth.account.middleware.AccountMiddleware",
]
ROOT_URLCONF = "tidtam.config.urls"
WSGI_APPLICATION = "tidtam.config.wsgi.application"
_PLACES = ("filesystem", "app_directories")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before the libraries: our sign-in pages replace allauth's.
        "DIRS": [PACKAGE / "accounts" / "templates", PACKAGE / "ui" / "templates"],
        "OPTIONS": {
            "loaders": [("tidtam.ui.templating.Loader", [f"django.template.loaders.{one}.Loader" for one in _PLACES])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "tidtam.console.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "tidtam.ui.widgets.Renderer"

DATABASES = django_database(DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # it holds the throttle: when full, tries would be forgotten
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "tidtam.accounts.passwords.NotAboutYou"},
    {"NAME": "tidtam.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 15}},
    {"NAME": "tidtam.accounts.passwords.NotCommon"},
    {"NAME": "tidtam.accounts.passwords.NotNumeric"},
]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "tidtam.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "tidtam.accounts.adapter.SocialAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "10/m/ip,5/5m/key", "reauthenticate": "10/m/user"}
# Behind a proxy every address would be the proxy's, and ten wrong passwords anywhere would shut everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TIDTAM_PROXIES", "1" if HTTPS else "0"))
ACCOUNT_FORMS = {
    "login": "tidtam.accounts.forms.SignInForm",
    "change_password": "tidtam.accounts.forms.ChangePasswordForm",
    "reauthenticate": "tidtam.accounts.forms.ReauthenticateForm",
}
MFA_ADAPTER = "tidtam.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "tidtam.accounts.forms.CodeForm",
    "reauthenticate": "tidtam.accounts.forms.CodeAgainForm",
    "activate_totp": "tidtam.accounts.forms.EnrolForm",
    "add_webauthn": "tidtam.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "tidtam.accounts.forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a code that changes while it is typed still counts
MFA_TOTP_ISSUER = "ติดตาม"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = False  # the gate notes it once a minute
SOCIALACCOUNT_ONLY = False
OIDC_APPS = keys.oidc_apps()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": OIDC_APPS}}
SIGN_IN_ORIGINS = keys.origins(OIDC_APPS)
SOCIALACCOUNT_AUTO_SIGNUP = False

SESSION_ENGINE = "tidtam.accounts.sessions"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "files"), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = TESTING
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # pasted letters; files are streamed to disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_BACKEND = os.environ.get("TIDTAM_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
EMAIL_HOST = os.environ.get("TIDTAM_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TIDTAM_EMAIL_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("TIDTAM_EMAIL_FROM", "tidtam@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "tidtam.config.masking.MaskLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": os.environ.get("TIDTAM_LOG", "WARNING")},
}
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the proxy in front redirects to https, this server speaks plain http to it
