"""A small loopback server over the library, in the wire shape that the W3C test suites speak (VC API).

::

    python -m tests.interop.vc_api_server --port 40443

* ``GET /issuers`` lists the issuers: id (a did:key), suite, key type and paths.
* ``POST /credentials/issue`` with ``{"credential": {...}, "options": {...}}`` answers 201 and the bare secured
  credential, or 400. The issuer behind this path signs with ``eddsa-rdfc-2022``, and with ``eddsa-jcs-2022`` what RDF
  cannot carry: contexts that stand in the document, and text directions.
* ``POST /issuers/<name>/credentials/issue`` does the same with one suite and one key of its own.
* ``POST /credentials/verify`` with ``{"verifiableCredential": ..., "options": {...}}`` and ``POST
  /presentations/verify`` with ``{"verifiablePresentation": ..., "options": {...}}`` answer 200, or exactly 400 with
  ``errors``, which are RFC 9457 problem details. Both also answer below ``/issuers/<name>``.

``options.checks == ["proof"]`` asks for the proof alone; without it shape, proof and dates are checked, for any issuer.
Nobody is trusted here and status lists and schemas are not asked for, so an answer of 200 says nothing about either.

An ``issuer`` is never replaced. The W3C suites fill in the configured id of the issuer where the credential names none
(VCDM 2.0 suite), or always (EdDSA suite), before they send it; another issuer than the key's controller is refused.

For tests and for outside judges on this machine. Not part of the package.
"""

from __future__ import annotations

import argparse
import json
import socketserver
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from tests.contexts import with_test_contexts

from eccoe_vc import (
    BBS_2023,
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    SD_JWT_VC,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    VC_JWT_1_1,
    VC_JWT_OB3,
    BbsSigner,
    IssueError,
    LocalSigner,
    Policy,
    RefusedError,
    Report,
    Secured,
    Signer,
    Sources,
    UnsafeAnyIssuer,
    derive,
    inspect,
    issue,
    policies,
)
from eccoe_vc.carriers import enveloped, open_credential
from eccoe_vc.codes import code
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import Finding
from eccoe_vc.proofs.suites import Suite
from eccoe_vc.proofs.token_forms import TokenForm
from eccoe_vc.report import conclude

Answer = tuple[int, Any]
HOST: Final = "127.0.0.1"
MAX_BODY: Final = 1 << 20  # bytes of a request
_PATIENCE: Final = 10.0  # seconds without a byte from the other side
_ANYBODY: Final = UnsafeAnyIssuer(reason="A test suite judges proofs and shapes, and trusts nobody.")
#: Shape, proof and dates. Inline contexts are allowed where the signature covers them; RDF suites never accept them.
_SHAPE: Final = policies.credential(
    trust=_ANYBODY, legacy=True, allow_inline_contexts=True, status="skip", schema="skip", withheld="report"
)
_PROOF: Final = policies.proof_only(allow_inline_contexts=True)
_SUITES: Final = (
    EDDSA_RDFC_2022,
    EDDSA_JCS_2022,
    ED25519_SIGNATURE_2020,
    ECDSA_RDFC_2019,
    ECDSA_JCS_2019,
    ECDSA_SD_2023,
    BBS_2023,
)
BBS_ALG: Final = next(iter(BBS_2023.digests))
_FORMS: Final = (VC_JWT_OB3, VC_JOSE, VC_JWT_1_1, SD_JWT_VCDM, SD_JWT_VC, VC_COSE)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs under one path. Of several suites, the first one that can carry a credential signs it."""

    prefix: str
    signer: Signer | BbsSigner
    suites: tuple[Suite, ...] = ()
    form: TokenForm | None = None

    def securing_for(self, credential: Mapping[str, Any]) -> Suite | TokenForm:
        """How ``credential`` is signed."""
        return self.form or self.suites[-1 if _beyond_rdf(credential) else 0]

    def described(self) -> dict[str, Any]:
        """The row of ``GET /issuers``."""
        return {
            "id": self.signer.controller,
            "suites": [one.name for one in (self.suites if self.form is None else (self.form,))],
            "keyType": self.signer.alg,
            "issue": f"{self.prefix}/credentials/issue",
            "verify": f"{self.prefix}/credentials/verify",
            "verifyPresentation": f"{self.prefix}/presentations/verify",
        }


class Service:
    """The endpoints without HTTP: a request as a tree goes in, a status and a tree come out."""

    def __init__(self, sources: Sources | None = None) -> None:
        self.sources = sources or OFFLINE.with_(documents=with_test_contexts())
        self.issuers = {"": Issuer("", LocalSigner.generate("Ed25519"), (EDDSA_RDFC_2022, EDDSA_JCS_2022))}
        for suite, alg in ((one, alg) for one in _SUITES for alg in one.digests):
            self._add(Issuer(_prefix(suite, alg), _generated(alg), (suite,)))
        signers = {alg: _generated(alg) for form in _FORMS for alg in form.algs}
        for form, alg in ((one, alg) for one in _FORMS for alg in one.algs):
            self._add(Issuer(_prefix(form, alg), signers[alg], form=form))

    def _add(self, issuer: Issuer) -> None:
        self.issuers[issuer.prefix] = issuer

    def routes(self) -> dict[str, Callable[[dict[str, Any]], Answer]]:
        """Path of a POST to what answers it."""
        made: dict[str, Callable[[dict[str, Any]], Answer]] = {}
        for prefix, issuer in self.issuers.items():
            made[f"{prefix}/credentials/issue"] = partial(self.issue, issuer)
            made[f"{prefix}/credentials/derive"] = self.derive
            made[f"{prefix}/credentials/verify"] = self.verify_credential
            made[f"{prefix}/presentations/verify"] = self.verify_presentation
        return made

    def listed(self) -> Answer:
        """``GET /issuers``."""
        return 200, [issuer.described() for issuer in self.issuers.values()]

    def issue(self, issuer: Issuer, body: dict[str, Any]) -> Answer:
        """201 with the bare secured credential, a token in an envelope where there is one for its form; or 400."""
        credential = body.get("credential")
        if not isinstance(credential, dict):
            return _malformed("credential")
        securing = issuer.securing_for(credential)
        suite = securing if isinstance(securing, Suite) else None
        try:
            secured = issue(
                credential,
                signer=issuer.signer,
                securing=securing,
                mandatory=_pointers(body, "mandatoryPointers") if suite is not None and suite.selective else None,
                disclosable=_pointers(body, "disclosablePointers") or (),
                allow_inline_contexts=suite is not None and suite.transformation == "jcs",
                sources=self.sources,
            )
        except IssueError as error:
            return _refused(error.findings)
        return 201, _handed_out(secured, issuer.form)

    def derive(self, body: dict[str, Any]) -> Answer:
        """201 with the credential that shows ``options.selectivePointers``, or 400."""
        credential = body.get("verifiableCredential")
        if not isinstance(credential, dict | str):
            return _malformed("verifiableCredential")
        reveal = _pointers(body, "selectivePointers") or ()
        try:
            held = open_credential(credential)
            held = enveloped.unwrap(credential) if held.form == "enveloped" and isinstance(credential, dict) else held
            shown = derive(held, reveal=reveal, sources=self.sources)
        except (IssueError, RefusedError) as error:
            return _refused(error.findings)
        return 201, _handed_out(shown, SD_JWT_VCDM if held.form == "sd-jwt" and isinstance(credential, dict) else None)

    def verify_credential(self, body: dict[str, Any]) -> Answer:
        """200 where the credential is accepted, else 400."""
        options = _options(body)
        policy = _PROOF if options.get("checks") == ["proof"] else _SHAPE
        return self._judged(body, "verifiableCredential", policy)

    def verify_presentation(self, body: dict[str, Any]) -> Answer:
        """200 where the presentation is accepted, else 400. Challenge and domain must be those of the options."""
        options = _options(body)
        found = body.get("verifiablePresentation")
        # A presentation need not name a holder (VCDM 2.0, section 4.13); then its key only has to be sound.
        anonymous = isinstance(found, dict) and "holder" not in found
        policy = _SHAPE.with_(
            purpose="authentication",
            challenge=_text(options.get("challenge")),
            domain=_text(options.get("domain")),
            bind_issuer=not anonymous,
        )
        return self._judged(body, "verifiablePresentation", policy)

    def _judged(self, body: dict[str, Any], member: str, policy: Policy) -> Answer:
        data = body.get(member)
        if not isinstance(data, dict | str):
            return _malformed(member)
        report = inspect(data, policy=policy, sources=self.sources)
        answer = {
            "verified": bool(report),
            "checks": [check.to_dict() for check in report.checks],
            "warnings": [{key: value for key, value in note._asdict().items() if value} for note in report.notes],
            "errors": report.problem_details() if not report else [],
        }
        return (200 if report else 400), answer


def _generated(alg: str) -> Signer | BbsSigner:
    if alg == BBS_ALG:
        return BbsSigner.generate()
    return LocalSigner.generate("RSA-2048" if alg == "RSA" else alg)


def _prefix(securing: Suite | TokenForm, alg: str) -> str:
    return f"/issuers/{securing.name.lower()}-{alg.lower()}"


def _handed_out(secured: Secured, form: TokenForm | None) -> Any:
    """A document as it is; a token in an envelope, unless it is one of plain claims."""
    if secured.document is not None:
        return dict(secured.document)
    return secured.text if form is None or not form.bases else secured.enveloped()


def _beyond_rdf(credential: Mapping[str, Any]) -> bool:
    """Whether it holds what RDF suites cannot carry: a context object, or the direction of a text."""
    stack: list[Any] = [credential]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            listed = item.get("@context")
            if "@direction" in item or isinstance(listed, dict):
                return True
            if isinstance(listed, list) and any(isinstance(entry, dict) for entry in listed):
                return True
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return False


def _options(body: Mapping[str, Any]) -> Mapping[str, Any]:
    options = body.get("options")
    return options if isinstance(options, dict) else {}


def _pointers(body: Mapping[str, Any], name: str) -> list[str] | None:
    """The JSON Pointers of an option; what is none is refused where it is used."""
    found = _options(body).get(name)
    return found if isinstance(found, list) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _refused(findings: Sequence[Finding], check: str = "model") -> Answer:
    # What issuing raises over the caller's own words has no place in reports; over HTTP it is one refusal more.
    concluded, _ = conclude(
        check, [found._replace(outcome="F") if "X" in code(found.code).classes else found for found in findings]
    )
    return 400, {"verified": False, "checks": [], "warnings": [], "errors": Report((concluded,)).problem_details()}


def _malformed(member: str) -> Answer:
    return _refused([Finding("json.not_object", f"The request has no member {member} of a usable kind.", f"/{member}")])


# ---- HTTP ------------------------------------------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    """Reads one bounded request, asks the :class:`Service`, and never tells what went wrong inside."""

    protocol_version = "HTTP/1.1"
    server_version = "eccoe-vc-test"
    sys_version = ""
    timeout = _PATIENCE
    server: Server

    def do_GET(self) -> None:
        self._answered(lambda: self.server.service.listed() if self.path == "/issuers" else _not_found())

    def do_POST(self) -> None:
        self._answered(self._posted)

    def _posted(self) -> Answer:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdecimal()) or len(length) > 12 or int(length) > MAX_BODY:
            self.close_connection = True  # what was not read must not be taken for the next request
            # Who is still writing sees a broken pipe in place of the answer: a little more than the limit is drained.
            if length.isascii() and length.isdecimal() and len(length) < 12:
                self.rfile.read(min(int(length), 2 * MAX_BODY))
            message = f"A request names its length, and has at most {MAX_BODY} bytes."
            return _refused([Finding("json.size", message)], "json")
        data = self.rfile.read(int(length))
        answer = self.server.routes.get(self.path)
        if answer is None:
            return _not_found()
        try:
            body = strict_json.parse(data, max_bytes=MAX_BODY)
        except RefusedError as error:
            return _refused(error.findings, "json")
        return answer(body)

    def _answered(self, work: Callable[[], Answer]) -> None:
        try:
            status, tree = work()
        except TimeoutError:
            raise
        except Exception:  # noqa: BLE001 - the outside learns that it failed, and nothing of how
            status, tree = 500, {"errors": [{"type": "about:blank", "title": "Internal error", "status": 500}]}
        text = json.dumps(tree, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the base class's
        """Say nothing: paths and bodies are other people's."""


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 only."""

    daemon_threads = True

    def __init__(self, port: int = 0, service: Service | None = None) -> None:
        self.service = service or Service()
        self.routes = self.service.routes()
        super().__init__((HOST, port), Handler)

    def server_bind(self) -> None:
        # The base class asks the resolver for the name of this machine, which nobody needs.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about a peer that went away."""

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.server_port}"


def _not_found() -> Answer:
    return 404, {"errors": [{"type": "about:blank", "title": "No such path", "status": 404}]}


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until interrupted; the address is the one line on standard output."""
    parser = argparse.ArgumentParser(prog="python -m tests.interop.vc_api_server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    options = parser.parse_args(arguments)
    with Server(options.port) as server:
        print(server.url, flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
