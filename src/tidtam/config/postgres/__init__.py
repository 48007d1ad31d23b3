"""The database: embedded or given, its roles, its backup. Works before Django is configured.

Shape: `roles.init_db`, `backup.backup`, `backup.restore`, `backup.counts` and `testing.test_cluster` are imported from
their own modules, because they bring the database driver with them.
"""

from tidtam.config.postgres.ensure import admin_url, ensure, ensure_running, urls_without_starting
from tidtam.config.postgres.locate import data_dir
from tidtam.config.postgres.urls import Urls

__all__ = ["Urls", "admin_url", "data_dir", "ensure", "ensure_running", "urls_without_starting"]
