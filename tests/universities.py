"""Two universities that publish what verifiers ask for: their keys and status lists, on https servers on loopback."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.attacks.bases import AT, LEARNER, OB, V2
from tests.loopback_https import Authority, Server, http

from eccoe_vc import LocalSigner, issue
from eccoe_vc.encoding import strict_json
from eccoe_vc.keys import controller_document
from eccoe_vc.keys.publishing import address
from eccoe_vc.status import status_entry, status_list

DID_PATH, LIST_PATH = "/.well-known/did.json", "/status/1"
ISSUED = datetime(2026, 5, 1, 12, tzinfo=UTC)


class University:
    """One of them: a did:web with a port, a key, a status list."""

    def __init__(self, authority: Authority, name: str) -> None:
        self.name = name
        self.server = Server(authority.context(name))
        self.did = f"did:web:{name}%3A{self.server.port}"
        self.signer = LocalSigner.generate("Ed25519", controller=self.did)
        self.list_url = self.server.url(LIST_PATH, name)
        self.publish_keys()
        self.publish_list()

    def publish_keys(self, document: Any = None, **headers: Any) -> None:
        """Serve the document of the university, or something else in its place."""
        found = controller_document(self.did, [self.signer]) if document is None else document
        self.server.serve(DID_PATH, http(_bytes(found), **headers))

    def status_list(self, revoked: Iterable[int] = (), **members: Any) -> dict[str, Any]:
        """A signed list of who is revoked; ``members`` changes it before it is signed."""
        made = status_list(
            self.list_url, issuer=self.did, values=revoked, valid_from=ISSUED, valid_until=AT + timedelta(days=1)
        )
        return self.signed(dict(made) | members)

    def publish_list(self, made: Any = None, *, revoked: Iterable[int] = (), **headers: Any) -> None:
        """Serve a status list, or something else in its place."""
        self.server.serve(LIST_PATH, http(_bytes(self.status_list(revoked) if made is None else made), **headers))

    def badge(self, number: int = 5) -> str:
        """A badge whose withdrawal stands at place ``number`` of the list."""
        entry = status_entry(self.list_url, number)
        return issue(self._unsigned(number) | {"credentialStatus": entry}, signer=self.signer, created=ISSUED).text

    def signed_badge(self, **members: Any) -> dict[str, Any]:
        """A badge that cannot be withdrawn; ``members`` are added before it is signed."""
        return self.signed(self._unsigned(5) | members)

    def _unsigned(self, number: int) -> dict[str, Any]:
        return {
            "@context": [V2, OB],
            "id": f"urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-{number:012d}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": self.did, "type": ["Profile"], "name": self.name},
            "validFrom": "2026-01-15T09:00:00Z",
            "name": "Soil Science",
            "credentialSubject": {
                "id": LEARNER,
                "type": ["AchievementSubject"],
                "achievement": {
                    "id": "https://north.example/achievements/soil",
                    "type": ["Achievement"],
                    "name": "Soil Science",
                    "description": "Can read a soil profile.",
                    "criteria": {"narrative": "Pass the field exercise."},
                },
            },
        }

    def signed(self, tree: dict[str, Any], by: LocalSigner | None = None) -> dict[str, Any]:
        """``tree``, signed by the university or by somebody else."""
        return dict(issue(tree, signer=by or self.signer, created=ISSUED).document or {})

    @property
    def did_url(self) -> str:
        """Where its document stands."""
        return address(self.did)


def _bytes(found: Any) -> bytes:
    return found if isinstance(found, bytes) else strict_json.dumps(dict(found)).encode()
