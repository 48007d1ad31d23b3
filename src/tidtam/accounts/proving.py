"""Who is at the keyboard proves it once more before something that matters, such as signing."""

from __future__ import annotations

from allauth.account.internal.flows import reauthentication
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode


def proven(request: HttpRequest) -> bool:
    """Say whether the person proved again who they are within the last five minutes; signing in does not count.

    Password, code or passkey, whatever the account has; the tries are throttled where they are made.
    """
    return not reauthentication.is_reauthentication_required(request, app="")


def prove_first(back: str) -> HttpResponseRedirect:
    """Lead to the page that asks for the proof, and from there to `back`. No form is sent on the way."""
    return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}")
