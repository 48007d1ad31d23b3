"""The database: embedded or given, its roles, its backup. Works before Django is configured."""

from tidtam.config.postgres.ensure import admin_url, ensure, ensure_running, urls_without_starting
from tidtam.config.postgres.locate import data_dir
from tidtam.config.postgres.urls import Urls

__all__ = ["Urls", "admin_url", "data_dir", "ensure", "ensure_running", "urls_without_starting"]
