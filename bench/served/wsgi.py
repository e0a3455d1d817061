"""The platform's own application with the bare views beside it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "creditplatform.settings")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "bench.served.urls"
application = get_wsgi_application()
