"""Settings of the tip process: its own database role, its own addresses, no session, no cookie, no log of requests.

It loads three rooms (places, offices, tips) and knows no account. Source: design §3.3, §3.4; ADR 0018.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from tidtam.config import postgres
from tidtam.config.database import tips_database

PACKAGE = Path(__file__).resolve().parent.parent
DATA = postgres.data_dir()
DEBUG = False
TIPS_URL = os.environ.get("TIDTAM_TIPS_URL", "http://localhost:8001")
TIPS_ONION = os.environ.get("TIDTAM_TIPS_ONION", "")
TIPS_DAYS = int(os.environ.get("TIDTAM_TIPS_DAYS", "0"))
HTTPS = TIPS_URL.startswith("https://")
_OWN = [name for name in (urlsplit(TIPS_URL).hostname, urlsplit(TIPS_ONION).hostname) if name]
ALLOWED_HOSTS = [*os.environ.get("TIDTAM_TIPS_HOST", "localhost,127.0.0.1,[::1]").split(","), *_OWN]
SECRET_KEY = secrets.token_urlsafe(40)  # signs nothing: no session, no token outlives a request
INSTALLED_APPS = ["django.contrib.postgres", "tidtam.places", "tidtam.offices", "tidtam.tips"]
MIDDLEWARE = ["tidtam.tips.middleware.Lane"]
ROOT_URLCONF = "tidtam.config.tips_urls"
WSGI_APPLICATION = "tidtam.config.tips_wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "tips" / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {},
    }
]
DATABASES = tips_database(DATA)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

FILE_UPLOAD_HANDLERS = ["tidtam.tips.uploads.MemoryOnly"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # the words, sealed and in base 64; files are counted by their handler
DATA_UPLOAD_MAX_NUMBER_FIELDS = 60
DATA_UPLOAD_MAX_NUMBER_FILES = 10

LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Bangkok"
USE_TZ = USE_I18N = True

# What goes wrong is told by its kind and the lines of our own code, never by its words: those may be the informant's.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"bare": {"()": "tidtam.config.masking.Bare"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "bare"}},
    "loggers": {
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "django.server": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
    "root": {"handlers": ["console"], "level": "ERROR"},
}
LOGGING_CONFIG = "logging.config.dictConfig"
