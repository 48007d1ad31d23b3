"""Input of the sign-in pages and of the administrator's pages."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as second
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tidtam.accounts import queries, rules
from tidtam.accounts.models import User
from tidtam.accounts.roles import ROLES
from tidtam.kernel.actor import Actor
from tidtam.offices.models import Office
from tidtam.thai.digits import to_arabic


def _plain(form: forms.Form, labels: dict[str, Any]) -> None:
    """Name the fields and take away placeholders, which vanish when one types."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].help_text = ""
            form.fields[name].widget.attrs.pop("placeholder", None)
            form.fields[name].error_messages["required"] = gettext("กรอกช่องนี้")


class SignInForm(account.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """User name and password. The answer to a wrong name and to a wrong password is the same."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"login": _("ชื่อผู้ใช้"), "password": _("รหัสผ่าน")})
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}


class ChangePasswordForm(account.ChangePasswordForm):  # type: ignore[misc]  # as above
    """A new password, confirmed by the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(
            self,
            {
                "oldpassword": _("รหัสผ่านปัจจุบัน"),
                "password1": _("รหัสผ่านใหม่"),
                "password2": _("รหัสผ่านใหม่อีกครั้ง"),
            },
        )
        self.fields["password1"].help_text = _("อย่างน้อย 15 ตัวอักษร ใช้วลียาวที่จำง่ายได้ เว้นวรรคได้")


class ReauthenticateForm(account.ReauthenticateForm):  # type: ignore[misc]  # as above
    """The present password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"password": _("รหัสผ่าน")})


def _code(form: forms.Form, label: Any, hint: Any = "") -> None:
    _plain(form, {"code": label})
    form.fields["code"].help_text = hint
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}
    form.data = _folded(form.data)


def _folded(data: Any) -> Any:
    """A code is a code in Thai digits too, and with the blank an app shows in its middle."""
    if "code" not in data:
        return data
    data = data.copy()
    data["code"] = to_arabic(str(data["code"])).replace(" ", "")
    return data


def _once(user: User, code: str) -> str:
    """Take a code once only: it is good for three steps of 30 s, the library remembers it for one."""
    key = hashlib.sha256(f"{user.pk}:{code}".encode()).hexdigest()
    if not cache.add(f"accounts.code.{key}", "used", timeout=120):
        raise ValidationError(gettext("รหัสนี้ใช้ไปแล้ว รอรหัสถัดไปในแอป"))
    return code


class CodeForm(second.AuthenticateForm):  # type: ignore[misc]  # as above
    """A code of the second factor at sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("รหัสยืนยัน"), _("รหัส 6 หลักจากแอป หรือรหัสสำรอง 8 หลัก"))

    def clean_code(self) -> str:
        """Check the code, and take it once only."""
        return _once(self.user, super().clean_code())


class CodeAgainForm(second.ReauthenticateForm):  # type: ignore[misc]  # as above
    """A code of the second factor once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("รหัสยืนยัน"), _("รหัส 6 หลักจากแอป หรือรหัสสำรอง 8 หลัก"))

    def clean_code(self) -> str:
        """Check the code, and take it once only."""
        return _once(self.user, super().clean_code())


class EnrolForm(totp.ActivateTOTPForm):  # type: ignore[misc]  # as above
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _code(self, _("รหัส 6 หลักที่แอปแสดง"))


class AddPasskeyForm(webauthn.AddWebAuthnForm):  # type: ignore[misc]  # as above
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"name": _("ชื่อเรียก"), "passwordless": _("ใช้เข้าระบบแทนรหัสผ่านได้")})
        self.fields["name"].help_text = _("เช่น โทรศัพท์ของฉัน หรือ กุญแจ USB สีดำ")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(webauthn.EditWebAuthnForm):  # type: ignore[misc]  # as above
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self, {"name": _("ชื่อเรียก")})


class DateInput(forms.DateInput):
    """The browser's own calendar; what is posted is an ISO date."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class GrantForm(forms.Form):
    """A right for a person: someone new, or someone with an account."""

    username = forms.CharField(
        label=_("ชื่อผู้ใช้"),
        max_length=150,
        help_text=_("คนเดิมพิมพ์ชื่อผู้ใช้ที่มีอยู่ คนใหม่ใช้อักษรอังกฤษ ตัวเลข จุด หรือขีด"),
        error_messages={"required": _("กรอกชื่อผู้ใช้")},
    )
    name = forms.CharField(
        label=_("ชื่อ-สกุล"), max_length=200, required=False, help_text=_("กรอกเมื่อเป็นคนใหม่ เช่น นางสาวกานดา ศรีประทุม")
    )
    email = forms.EmailField(label=_("อีเมล"), required=False, error_messages={"invalid": _("อีเมลต้องเป็นแบบ ชื่อ@ที่อยู่")})
    office = forms.CharField(
        label=_("หน่วยงาน"),
        max_length=200,
        help_text=_("รหัสหรือชื่อ เช่น DLA-3014 หรือ อบต.ตูม"),
        error_messages={"required": _("กรอกรหัสหรือชื่อหน่วยงาน")},
    )
    role = forms.ChoiceField(
        label=_("บทบาท"),
        choices=[("", "—"), *((role.code, _(role.title)) for role in ROLES.values())],
        error_messages={"required": _("เลือกบทบาท"), "invalid_choice": _("เลือกบทบาทจากรายการ")},
    )
    valid_from = forms.DateField(
        label=_("ตั้งแต่วันที่"), widget=DateInput, error_messages={"required": _("เลือกวันเริ่ม"), "invalid": _("เลือกวันจากปฏิทิน")}
    )
    valid_to = forms.DateField(
        label=_("ถึงวันที่"), widget=DateInput, required=False, help_text=_("เว้นว่างถ้าไม่มีกำหนด"),
        error_messages={"invalid": _("เลือกวันจากปฏิทิน")},
    )  # fmt: skip
    reason = forms.CharField(label=_("เหตุผลหรือเลขที่คำสั่ง"), required=False, max_length=500)

    def __init__(self, *args: Any, by: Actor, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {}).setdefault("valid_from", today)
        super().__init__(*args, **kwargs)
        self.by = by
        self.person: User | None = None

    def clean_username(self) -> str:
        """Find the person, or check the form of a new user name."""
        username = str(self.cleaned_data["username"]).strip().lower()
        self.person = queries.person(username)
        if self.person is None and not rules.is_username(username):
            raise ValidationError(gettext("ชื่อผู้ใช้ใหม่ใช้ได้เฉพาะอักษรอังกฤษ ตัวเลข จุด และขีด"))
        return username

    def clean_office(self) -> Office:
        """Find the one office meant; say which ones could be meant."""
        found = queries.offices_called(self.cleaned_data["office"], scope=self.by.scope)
        if not found:
            raise ValidationError(gettext("ไม่พบหน่วยงานนี้ในความรับผิดชอบของคุณ ตรวจรหัสหรือชื่ออีกครั้ง"))
        if len(found) > 1:
            names = ", ".join(f"{office.code} {office}" for office in found)
            raise ValidationError(gettext("พบหลายหน่วยงาน พิมพ์รหัสของหน่วยที่ต้องการ: %(names)s") % {"names": names})
        return found[0]

    def clean(self) -> dict[str, Any]:
        """Ask for the name of someone new."""
        cleaned = super().clean() or self.cleaned_data
        if "username" in cleaned and self.person is None and not str(cleaned.get("name") or "").strip():
            self.add_error("name", gettext("ยังไม่มีผู้ใช้ชื่อนี้ กรอกชื่อ-สกุลเพื่อสร้างคนใหม่"))
        return cleaned


class RevokeForm(forms.Form):
    """Why a right ends."""

    reason = forms.CharField(
        label=_("เหตุผลที่ยกเลิกสิทธิ์"), max_length=500, error_messages={"required": _("บอกเหตุผลที่ยกเลิกสิทธิ์")}
    )
