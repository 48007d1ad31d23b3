"""A private key under a passphrase, as an `age` file with a work factor an old machine opens in a second.

pyrage chooses the factor by the speed of the machine it runs on, and a browser then needs many times as long.
Source: age-encryption.org/v1, scrypt recipient stanza.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

WORK = 15  # as the officers' page wraps keys
_LABEL = b"age-encryption.org/v1/scrypt"


def _plain64(raw: bytes) -> str:
    return base64.b64encode(raw).rstrip(b"=").decode()


def _derived(key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(key)


def wrapped(identity: str, passphrase: str) -> bytes:
    """Return the file. Shape: shorter than one chunk of 64 KiB."""
    file_key, salt, nonce = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)
    slow = hashlib.scrypt(
        passphrase.encode(), salt=_LABEL + salt, n=2**WORK, r=8, p=1, dklen=32, maxmem=2 ** (WORK + 11)
    )
    shut = ChaCha20Poly1305(slow).encrypt(bytes(12), file_key, None)
    head = f"age-encryption.org/v1\n-> scrypt {_plain64(salt)} {WORK}\n{_plain64(shut)}\n---"
    mac = hmac.digest(_derived(file_key, b"", b"header"), head.encode(), "sha256")
    only_chunk = bytes(11) + b"\x01"
    body = ChaCha20Poly1305(_derived(file_key, nonce, b"payload")).encrypt(only_chunk, identity.encode(), None)
    return f"{head} {_plain64(mac)}\n".encode() + nonce + body
