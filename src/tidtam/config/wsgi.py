"""The application object granian serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tidtam.config.settings")
application = get_wsgi_application()
# What stands now stands until the end: the collector need not look through it again for every few hundred objects.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
