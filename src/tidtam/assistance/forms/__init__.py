"""What the pages of the assistance room take."""

from tidtam.assistance.forms.needs import FORMS, BahtField, RegisterForm

__all__ = ["FORMS", "BahtField", "RegisterForm"]
