"""Password-based encryption of private keys: PBES2 (RFC 8018, section 6.2) with PBKDF2 or scrypt, and AES-CBC.

What a file demands is read and compared with the Budget before any of it is done. What we write costs a guesser 600,000
rounds of HMAC-SHA-256, where the engine's own writer stops at 2,048; see docs/adr/0032.
"""

from __future__ import annotations

import hashlib
from secrets import token_bytes
from typing import Final

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys.der import INTEGER, NULL, OCTET_STRING, OID, SEQUENCE, DerError, Reader, encode, encode_integer
from eccoe_vc.keys.der import read_sequence as sequence
from eccoe_vc.limits import Budget

ROUNDS: Final = 600_000
_PBES2: Final = bytes.fromhex("2a864886f70d01050d")
_PBKDF2: Final = bytes.fromhex("2a864886f70d01050c")
_SCRYPT: Final = bytes.fromhex("2b06010401da47040b")
_HMAC_SHA_256: Final = bytes.fromhex("2a864886f70d0209")
_HMACS: Final = {
    bytes.fromhex("2a864886f70d0207"): "sha1",  # what PBKDF2 means where nothing is said
    _HMAC_SHA_256: "sha256",
    bytes.fromhex("2a864886f70d020a"): "sha384",
    bytes.fromhex("2a864886f70d020b"): "sha512",
}
_AES_256_CBC: Final = bytes.fromhex("60864801650304012a")
_AES_KEY_SIZES: Final = {
    bytes.fromhex("608648016503040102"): 16,
    bytes.fromhex("608648016503040116"): 24,
    _AES_256_CBC: 32,
}
_SCRYPT_BYTES: Final = 64 << 20  # memory of one derivation: 128 * N * r
_SCRYPT_WORK: Final = 1 << 25  # N * r * p
_CONVERT: Final = "Convert it with: openssl pkcs8 -topk8 -v2 aes-256-cbc -in old.pem -out new.pem"


def decrypt(der: bytes, secret: bytes, budget: Budget) -> bytes:
    """What an EncryptedPrivateKeyInfo (RFC 5958, section 3) holds.

    :raises KeyLoadError: ``key.cost``; ``key.load``: wrong passphrase, or another kind of encryption.
    """
    try:
        info = sequence(der)
        scheme, data = info.sequence(), info.element(OCTET_STRING)
        info.finish()
        if scheme.element(OID) != _PBES2:
            raise KeyLoadError("key.load", "The key is encrypted in an outdated way.", hint=_CONVERT)
        parameters = scheme.sequence()
        scheme.finish()
        derivation, cipher = parameters.sequence(), parameters.sequence()
        size = _AES_KEY_SIZES.get(cipher.element(OID))
        if size is None:
            raise KeyLoadError("key.load", "The key is encrypted with a cipher that we do not know.", hint=_CONVERT)
        iv = cipher.element(OCTET_STRING)
        key = _derive(derivation, secret, size, budget)
    except DerError as error:
        raise KeyLoadError("key.load", f"The encrypted key cannot be read. {error}") from None
    plain = _decrypted(key, iv, data)
    if plain is None:
        raise KeyLoadError("key.load", "The passphrase is wrong, or the key is damaged.")
    return plain


def encrypt(info: bytes, secret: bytes) -> bytes:
    """An EncryptedPrivateKeyInfo around ``info``: PBKDF2 with HMAC-SHA-256, AES-256-CBC."""
    salt, iv = token_bytes(16), token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha256", secret, salt, ROUNDS, 32)
    padder = padding.PKCS7(128).padder()
    writer = Cipher(algorithms.AES(key), modes.CBC(iv)).encryptor()
    data = writer.update(padder.update(info) + padder.finalize()) + writer.finalize()
    hmac = encode(SEQUENCE, encode(OID, _HMAC_SHA_256), encode(NULL))
    rounds = encode(SEQUENCE, encode(OCTET_STRING, salt), encode_integer(ROUNDS), hmac)
    derivation = encode(SEQUENCE, encode(OID, _PBKDF2), rounds)
    cipher = encode(SEQUENCE, encode(OID, _AES_256_CBC), encode(OCTET_STRING, iv))
    scheme = encode(SEQUENCE, encode(OID, _PBES2), encode(SEQUENCE, derivation, cipher))
    return encode(SEQUENCE, scheme, encode(OCTET_STRING, data))


def _derive(derivation: Reader, secret: bytes, size: int, budget: Budget) -> bytes:
    name, parameters = derivation.element(OID), derivation.sequence()
    salt, cost = parameters.element(OCTET_STRING), parameters.integer()
    try:
        if name == _PBKDF2:
            if cost > budget.kdf_rounds:
                raise _too_costly()
            _expect_size(parameters, size)
            return hashlib.pbkdf2_hmac(_hmac(parameters), secret, salt, cost, size)
        if name == _SCRYPT:
            block, parallel = parameters.integer(), parameters.integer()
            if 128 * cost * block > _SCRYPT_BYTES or cost * block * parallel > _SCRYPT_WORK:
                raise _too_costly()
            _expect_size(parameters, size)
            room = 2 * _SCRYPT_BYTES
            return hashlib.scrypt(secret, salt=salt, n=cost, r=block, p=parallel, maxmem=room, dklen=size)
    except (ValueError, OverflowError):  # no rounds at all, an N that is no power of two
        raise DerError("Its derivation of the passphrase makes no sense.") from None
    raise KeyLoadError("key.load", "The passphrase of the key is derived in a way that we do not know.", hint=_CONVERT)


def _expect_size(parameters: Reader, size: int) -> None:
    if parameters.peek() == INTEGER and parameters.integer() != size:
        raise DerError("Its key length does not fit its cipher.")


def _hmac(parameters: Reader) -> str:
    if parameters.peek() != SEQUENCE:
        return "sha1"
    name = _HMACS.get(parameters.sequence().element(OID))
    if name is None:
        raise DerError("Its passphrase is derived with a hash that we do not know.")
    return name


def _too_costly() -> KeyLoadError:
    return KeyLoadError(
        "key.cost",
        "The key file asks for more work to try a passphrase than the limit allows.",
        hint="Encrypt the key again with usual parameters, or pass a Budget with larger kdf_rounds.",
    )


def _decrypted(key: bytes, iv: bytes, data: bytes) -> bytes | None:
    try:
        reader = Cipher(algorithms.AES(key), modes.CBC(iv)).decryptor()
        unpadder = padding.PKCS7(128).unpadder()
        return unpadder.update(reader.update(data) + reader.finalize()) + unpadder.finalize()
    except ValueError:
        return None
