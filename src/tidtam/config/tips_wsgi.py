"""The application object of the tip process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "tidtam.config.tips_settings"
application = get_wsgi_application()
