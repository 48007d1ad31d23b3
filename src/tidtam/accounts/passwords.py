"""Django's password rules, said in the reader's language with what to do about it."""

from __future__ import annotations

from django.contrib.auth import password_validation as rules
from django.utils.translation import gettext


class LongEnough(rules.MinimumLengthValidator):
    """A password that is the only factor is long."""

    def get_error_message(self) -> str:
        """Say how long."""
        return gettext("รหัสผ่านสั้นไป ใช้อย่างน้อย %(count)s ตัวอักษร") % {"count": self.min_length}


class NotCommon(rules.CommonPasswordValidator):
    """A password everybody uses is the first one tried."""

    def get_error_message(self) -> str:
        """Say so."""
        return gettext("รหัสผ่านนี้มีคนใช้บ่อยและเดาง่าย ใช้วลีของคุณเอง")


class NotNumeric(rules.NumericPasswordValidator):
    """Digits alone are soon tried through."""

    def get_error_message(self) -> str:
        """Say so."""
        return gettext("อย่าใช้ตัวเลขล้วน เติมตัวอักษรหรือคำ")


class NotAboutYou(rules.UserAttributeSimilarityValidator):
    """A name or user name is no secret."""

    DEFAULT_USER_ATTRIBUTES = ("username", "name", "email")

    def get_error_message(self) -> str:
        """Say so."""
        return gettext("รหัสผ่านคล้ายชื่อหรือชื่อผู้ใช้ของคุณเกินไป")
