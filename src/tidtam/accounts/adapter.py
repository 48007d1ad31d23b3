"""How allauth behaves here: nobody signs up by themselves; it speaks Thai; an identity provider makes no account."""

from __future__ import annotations

import io
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidtam.accounts import sealing

# The library's own sentences stand in English templates; a sentence not named here is not said at all.
SAID = {
    "account/messages/password_changed.txt": _("เปลี่ยนรหัสผ่านแล้ว"),
    "account/messages/password_set.txt": _("ตั้งรหัสผ่านแล้ว"),
    "account/messages/logged_out.txt": _("ออกจากระบบแล้ว"),
    "mfa/messages/totp_activated.txt": _("เปิดใช้แอปรหัสแล้ว"),
    "mfa/messages/totp_deactivated.txt": _("ปิดแอปรหัสแล้ว"),
    "mfa/messages/webauthn_added.txt": _("เพิ่มพาสคีย์แล้ว"),
    "mfa/messages/webauthn_removed.txt": _("เอาพาสคีย์ออกแล้ว"),
    "mfa/messages/recovery_codes_generated.txt": _("สร้างรหัสสำรองชุดใหม่แล้ว ชุดเดิมใช้ไม่ได้อีก"),
    "socialaccount/messages/account_connected.txt": _("เชื่อมบัญชีแล้ว"),
    "socialaccount/messages/account_connected_other.txt": _("บัญชีนี้เชื่อมกับผู้ใช้อื่นอยู่แล้ว แจ้งผู้ดูแล"),
    "socialaccount/messages/account_disconnected.txt": _("เลิกเชื่อมบัญชีแล้ว"),
}
_WRONG_CODE = _("รหัสไม่ถูกต้องหรือหมดเวลา ดูรหัสล่าสุดแล้วลองใหม่")
_TOO_MANY = _("ลองผิดหลายครั้งเกินไป รอ 5 นาทีแล้วลองใหม่ หรือแจ้งผู้ดูแลให้ตั้งรหัสผ่านใหม่")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator, never by a visitor."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("บัญชีนี้ปิดใช้งานอยู่ แจ้งผู้ดูแลของหน่วยงาน"),
        "enter_current_password": _("กรอกรหัสผ่านปัจจุบันให้ถูกต้อง"),
        "incorrect_password": _("รหัสผ่านไม่ถูกต้อง ลองอีกครั้ง"),
        "incorrect_code": _WRONG_CODE,
        "invalid_login": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง"),
        "too_many_login_attempts": _TOO_MANY,
        "rate_limited": _TOO_MANY,
        "username_password_mismatch": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์แล้วลองอีกครั้ง"),
        "email_password_mismatch": _("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง ตรวจตัวพิมพ์แล้วลองอีกครั้ง"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Go to the inbox."""
        return "/"

    def add_message(  # the library calls it so
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what the library has to say in the reader's language."""
        said = message or SAID.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to confirm who one is, named in the reader's language."""
        names = {
            "reauthenticate": _("ใช้รหัสผ่าน"),
            "mfa_reauthenticate": _("ใช้รหัสจากแอปหรือรหัสสำรอง"),
            "mfa_reauthenticate:webauthn": _("ใช้พาสคีย์"),
        }
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": names.get(way["id"], way["description"])} for way in ways]


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """A national ID or an office's own sign-in connects to an account that exists, and makes none."""

    error_messages: ClassVar[dict[str, Any]] = DefaultSocialAccountAdapter.error_messages | {
        "invalid_token": _("ผู้ให้บริการยืนยันตัวตนตอบกลับไม่ถูกต้อง ลองอีกครั้ง"),
        "no_password": _("ตั้งรหัสผ่านก่อนเลิกเชื่อมบัญชีสุดท้าย"),
    }

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Refuse."""
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Second factors: sealed in the database, named and explained in the reader's language."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("ปิดไม่ได้ บทบาทของคุณต้องมีการยืนยันสองชั้น"),
        "cannot_generate_recovery_codes": _("เปิดแอปรหัสหรือเพิ่มพาสคีย์ก่อน แล้วจึงสร้างรหัสสำรอง"),
        "incorrect_code": _WRONG_CODE,
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret before it is stored."""
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a stored secret."""
        return sealing.unseal(encrypted_text)

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code of an authenticator app, dark on white in every theme."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=6, border=2, light="#fff", xmldecl=False)
        return drawn.getvalue().decode()

    def _get_site_name(self) -> str:
        return gettext("ติดตาม")

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.username)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        """Name a new passkey."""
        from allauth.mfa.models import Authenticator

        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("พาสคีย์ %(number)s") % {"number": number}
