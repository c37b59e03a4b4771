"""Sealing: what is personal is unreadable in the database, and found again by a keyed hash.

A sealed value is: one version byte, four bytes naming the key, a nonce of twelve, the AES-256-GCM text with its tag.
The place it belongs to (column and row) is bound into it, so that a value copied to another row does not open there.
The key's name stands in front so that rotation finds what is sealed under an old key without opening anything.

`SealBroken` is the one error: the key is unknown, the place is another, or the bytes were changed.
"""

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION = b"\x01"
KEY_BYTES = 32
PREFIX_BYTES = 5
_NONCE_BYTES = 12
_HEAD = PREFIX_BYTES + _NONCE_BYTES


class SealBroken(Exception):  # noqa: N818 - it is what happened
    """A sealed value does not open. The message never holds any of it."""


def place(column: str, row: bytes | str) -> str:
    """The context of a sealed value: `people.sealed` and the row's key."""
    return f"{column}:{row if isinstance(row, str) else row.hex()}"


def parse_key(text: str) -> bytes:
    """The 32 bytes of a key written in base64, standard or URL-safe. Raises ValueError, never showing the key."""
    plain = text.strip().replace("-", "+").replace("_", "/").rstrip("=")
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("a sealing key is base64, as `casestatus keys new` prints it") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"a sealing key has {KEY_BYTES} bytes, this one has {len(key)}")
    return key


def new_key_text() -> str:
    """A new sealing key, as it is written in the settings."""
    return base64.urlsafe_b64encode(os.urandom(KEY_BYTES)).decode()


def derive_index_key(pepper: str) -> bytes:
    """The key of the blind index, derived from the pepper (HKDF-SHA256, RFC 5869): no further setting is needed."""
    if not pepper:
        raise ValueError("the pepper is empty")
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"case-status-line blind index").derive(pepper.encode())


class DataKey:
    """One key, which seals and opens: a person's own, so that deleting a person is throwing a key away."""

    __slots__ = ("_cipher", "prefix")

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self.prefix = VERSION + hashlib.sha256(b"case-status-line key id" + key).digest()[: PREFIX_BYTES - 1]
        self._cipher = AESGCM(key)

    def seal(self, data: bytes, context: str) -> bytes:
        """`data` sealed for the place `context`; twice the same gives two different values."""
        nonce = os.urandom(_NONCE_BYTES)
        return self.prefix + nonce + self._cipher.encrypt(nonce, data, self.prefix + context.encode())

    def open(self, blob: bytes, context: str) -> bytes:
        """What was sealed for the place `context`. Raises SealBroken."""
        if blob[:PREFIX_BYTES] != self.prefix or len(blob) < _HEAD:
            raise SealBroken("sealed under a key that is not known here")
        try:
            return self._cipher.decrypt(blob[PREFIX_BYTES:_HEAD], blob[_HEAD:], self.prefix + context.encode())
        except InvalidTag:
            raise SealBroken("changed since it was sealed, or moved from another place") from None


class Sealer:
    """The master keys: the first seals, all open. They seal what belongs to nobody, and wrap people's data keys."""

    def __init__(self, keys: Sequence[bytes], index_key: bytes) -> None:
        """`keys` and `index_key` are 32 bytes each; raises ValueError when there is no key or one has another size."""
        if not keys:
            raise ValueError("at least one sealing key is needed")
        if len(index_key) != KEY_BYTES:
            raise ValueError(f"the index key has {KEY_BYTES} bytes")
        self._first = DataKey(keys[0])
        # Reversed, so that of two keys with the same name (one in four thousand million) the first wins.
        self._by_prefix = {key.prefix: key for key in (DataKey(each) for each in reversed(keys))}
        self._index_key = index_key

    @property
    def prefix(self) -> bytes:
        """What every value sealed under the first key begins with."""
        return self._first.prefix

    def seal(self, data: bytes, context: str) -> bytes:
        return self._first.seal(data, context)

    def open(self, blob: bytes, context: str) -> bytes:
        """Raises SealBroken."""
        key = self._by_prefix.get(bytes(blob[:PREFIX_BYTES]))
        if key is None:
            raise SealBroken("sealed under a key that is not among SEALING_KEYS")
        return key.open(blob, context)

    def new_data_key(self) -> bytes:
        return os.urandom(KEY_BYTES)

    def wrap(self, data_key: bytes, context: str) -> bytes:
        """A person's data key sealed under the first master key, as it is stored."""
        return self._first.seal(data_key, context)

    def unwrap(self, wrapped: bytes, context: str) -> DataKey:
        """The data key that `wrap` sealed, ready to use. Raises SealBroken."""
        return DataKey(self.open(wrapped, context))

    def index(self, kind: str, value: str) -> bytes:
        """The blind index of `value` among its `kind`: 32 bytes that only who holds the index key can make.

        A plain hash would not do: all phone numbers there are hash in an hour.
        """
        return hmac.digest(self._index_key, f"{kind}\0{value}".encode(), "sha256")
