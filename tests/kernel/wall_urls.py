"""A page that filters nothing: what it shows, the wall lets through."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from tidtam.kernel.permissions import Permission
from tidtam.kernel.routes import needs


@needs(Permission.HOME_READ)
def everything(request: HttpRequest) -> JsonResponse:
    """Return the scope of every register line there is, unfiltered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT scope_path, pg_backend_pid() FROM letters_registerentry")
        rows = cursor.fetchall()
    return JsonResponse({"paths": [row[0] for row in rows], "pids": [row[1] for row in rows]})


urlpatterns = [
    path("everything/", everything),
    path("accounts/", include("allauth.urls")),
    path("account/", include("tidtam.accounts.urls")),
    path("ui/", include("tidtam.ui.urls")),
]
