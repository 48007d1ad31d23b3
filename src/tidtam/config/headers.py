"""Security headers on every answer: strict policy, no third party, nothing cached that is personal."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


class Headers:
    """Adds the policy unless the answer states a stricter one of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        # A sign-in that leads to an identity provider is a form whose answer redirects there.
        to = " ".join(("form-action 'self'", *settings.SIGN_IN_ORIGINS))
        self.policy = POLICY.replace("form-action 'self'", to)
        # Pictures under the map come from the one server the installation names, on the map's page alone.
        tiles = urlsplit(settings.MAP_TILES)
        host = f" {tiles.scheme}://{tiles.netloc}" if tiles.scheme in ("https", "http") and tiles.netloc else ""
        self.map_policy = self.policy.replace("img-src 'self'", f"img-src 'self'{host}").replace(
            "connect-src 'self'", f"connect-src 'self'{host}"
        )

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the headers added."""
        response = self.get_response(request)
        policy = self.map_policy if request.path == "/map/" else self.policy
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
