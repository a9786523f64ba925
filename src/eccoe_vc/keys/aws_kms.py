"""Signing with a key in AWS Key Management Service. Needs the extra ``aws``.

AWS KMS API, operations GetPublicKey and Sign. The private key never leaves the service, and credentials stay with the
client of boto3. The public key is fetched once, when the signer is made.

=======  =============================  ==================================  ==========================================
key      key spec                       signing algorithm                   what the service is given
=======  =============================  ==================================  ==========================================
P-256    ECC_NIST_P256                  ECDSA_SHA_256                       the SHA-256 of the data; it answers in DER
P-384    ECC_NIST_P384                  ECDSA_SHA_384                       the SHA-384 of the data; it answers in DER
RSA      RSA_2048, RSA_3072, RSA_4096   RSASSA_PKCS1_V1_5_SHA_256           the SHA-256 of the data
Ed25519  ECC_NIST_EDWARDS25519          ED25519_SHA_512                     the data, at most 4096 bytes
=======  =============================  ==================================  ==========================================
"""

from __future__ import annotations

from hashlib import sha256
from importlib import import_module
from typing import Any, Final, Self, final

from eccoe_vc.errors import IssueError, KeyLoadError, shown
from eccoe_vc.keys import naming, pem, primitives
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.elsewhere import HASHES, missing
from eccoe_vc.keys.named_key import NamedKey
from eccoe_vc.keys.primitives import KeyAlg

_ALGORITHMS: Final[dict[KeyAlg, str]] = {
    "P-256": "ECDSA_SHA_256",
    "P-384": "ECDSA_SHA_384",
    "RSA": "RSASSA_PKCS1_V1_5_SHA_256",
    "Ed25519": "ED25519_SHA_512",
}
_RAW_BYTES: Final = 4096  # the longest message that Sign takes as it is
_ASK: Final = (
    "Ask whoever looks after the key in AWS KMS; it must be enabled, of the usage SIGN_VERIFY, and yours to use."
)
#: Error codes of the service and of boto3: a sentence, and what to do.
_WORDS: Final = {
    "AccessDeniedException": ("Its policy does not let you do this.", "Allow kms:GetPublicKey and kms:Sign."),
    "NotFoundException": ("There is no such key in this account and region.", "Check the id and the region."),
    "DisabledException": ("The key is disabled.", _ASK),
    "KMSInvalidStateException": ("The key is not ready for use.", _ASK),
    "InvalidKeyUsageException": ("The key is not for signing with this algorithm.", _ASK),
    "ThrottlingException": ("The service is asked too often.", "Try again later, or ask AWS for a higher quota."),
    "NoCredentialsError": ("No credentials were found.", "Log in to AWS, or pass a client that has credentials."),
    "NoRegionError": ("No region was named.", 'Pass region="eu-central-1" or another one.'),
    "EndpointConnectionError": ("The service cannot be reached.", "Check the network, and try again."),
}


@final
class AwsKmsSigner(NamedKey):
    """A signer whose key is in AWS KMS. Threads may share it, as they may share a client of boto3.

    .. code-block:: python

        signer = AwsKmsSigner.open("alias/badges", region="eu-central-1", controller="did:web:north.example")
        secured = issue(badge, signer=signer, securing=ECDSA_RDFC_2019)
    """

    __slots__ = ("_client", "_errors", "_key_id")

    def __init__(self, client: Any, key_id: str, public: PublicKey, controller: str | None, method: str | None) -> None:
        """Use :meth:`open`."""
        super().__init__(public, controller, method)
        self._client, self._key_id = client, key_id
        self._errors = _errors()

    @classmethod
    def open(
        cls,
        key_id: str,
        *,
        client: Any = None,
        region: str | None = None,
        controller: str | None = None,
        verification_method: str | None = None,
    ) -> Self:
        """Fetch the public key of ``key_id``; :meth:`sign` then needs the service for nothing but signatures.

        :param key_id: id, ARN or alias of the key. The signer keeps to the key that it names now, also when the alias
            is moved later.
        :param client: a KMS client of boto3, such as ``boto3.session.Session(...).client("kms")``. None: one is made,
            which looks for credentials wherever the tools of AWS do, in the environment and in files.
        :param region: the region of the client that is made.
        :param controller: whose key it is; None: the did:key of the public key.
        :param verification_method: where the controller publishes the key; None: as :class:`~eccoe_vc.LocalSigner`.
        :raises KeyLoadError: ``key.load``, the extra is not installed, or the service does not give the public key;
            ``key.unsupported``; ``key.controller``; and what :class:`~eccoe_vc.keys.PublicKey` says.
        :raises InputTypeError: ``input.type``.
        """
        name = naming.text(key_id, "key_id")
        errors = _errors()
        try:
            if client is None:
                client = _library("boto3").client("kms", region_name=region)
            answer = client.get_public_key(KeyId=name)
        except errors as error:
            message, hint = _words(error)
            raise KeyLoadError("key.load", f"The key {shown(name)} cannot be had. {message}", hint=hint) from None
        public = _public_key(answer)
        # The ARN of the key itself: an alias that is moved must not change with which key is signed.
        arn = answer.get("KeyId")
        return cls(client, arn if isinstance(arn, str) and arn else name, public, controller, verification_method)

    def sign(self, data: bytes) -> bytes:
        """See :meth:`Signer.sign`.

        :raises IssueError: ``signer.output``, the service does not sign.
        """
        alg = self._public.alg
        if alg == "Ed25519" and len(data) > _RAW_BYTES:
            message = f"AWS KMS signs at most {_RAW_BYTES} bytes with an Ed25519 key, and these are {len(data)}."
            raise IssueError("signer.output", message, hint="Use a P-256 key, or a suite that signs a digest.")
        given = data if alg == "Ed25519" else HASHES.get(alg, sha256)(data).digest()
        try:
            answer = self._client.sign(
                KeyId=self._key_id,
                Message=given,
                MessageType="RAW" if alg == "Ed25519" else "DIGEST",
                SigningAlgorithm=_ALGORITHMS[alg],
            )
        except self._errors as error:
            message, hint = _words(error)
            raise IssueError("signer.output", f"Nothing was signed. {message}", hint=hint) from None
        signature = answer.get("Signature")
        if not isinstance(signature, bytes):
            raise IssueError("signer.output", "The answer of AWS KMS holds no signature.")
        if alg not in HASHES:
            return signature
        try:
            return primitives.ecdsa_to_raw(alg, signature)
        except (ValueError, OverflowError):
            raise IssueError("signer.output", "The answer of AWS KMS is no ECDSA signature in DER.") from None


def _errors() -> tuple[type[Exception], ...]:
    """What boto3 raises."""
    exceptions = _library("botocore.exceptions")
    return exceptions.ClientError, exceptions.BotoCoreError


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise missing("aws", "boto3", "Keys in AWS KMS") from None


def _public_key(answer: Any) -> PublicKey:
    """The key in an answer of GetPublicKey: SubjectPublicKeyInfo in DER, and what the service lets it do."""
    usage, der = answer.get("KeyUsage"), answer.get("PublicKey")
    if usage != "SIGN_VERIFY" or not isinstance(der, bytes):
        message = f"The key in AWS KMS is not for signing: its usage is {shown(usage)}."
        raise KeyLoadError("key.unsupported", message, hint="Make a key with the usage SIGN_VERIFY.")
    public = PublicKey.from_pem(pem.armour("PUBLIC KEY", der))
    if _ALGORITHMS[public.alg] not in answer.get("SigningAlgorithms", ()):
        raise KeyLoadError("key.unsupported", f"The key in AWS KMS does not sign with {_ALGORITHMS[public.alg]}.")
    return public


def _words(error: Any) -> tuple[str, str]:
    response = getattr(error, "response", None)
    code = response.get("Error", {}).get("Code") if isinstance(response, dict) else None
    name = code if isinstance(code, str) else type(error).__name__
    return _WORDS.get(name, (f"AWS says {shown(name)}.", _ASK))


__all__ = ["AwsKmsSigner"]
