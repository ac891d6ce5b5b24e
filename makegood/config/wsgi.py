"""The pages, as WSGI: plain threads, one transaction at a time."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "makegood.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
