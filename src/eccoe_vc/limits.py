"""The Budget: how much work one call may cost, charged before the work is done.

A :class:`Budget` is a frozen set of limits; :meth:`Budget.clr` is the larger one for learner records; ``with_`` copies.
A :class:`Meter` is the running account of one call, shared by the document, its proofs, embedded credentials, lists and
schemas, so that two halves of an attack meet one limit. Every figure stands beside the largest value met in 337 public
sample credentials in ``docs/reference/limits.md``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import thread_time
from typing import Any, Final

from eccoe_vc.errors import CanonicalizationError, RefusedError

KIB: Final = 1024
MIB: Final = 1024 * KIB
#: What a meter counts, each down from the whole of its budget.
_COUNTS: Final = ("steps", "quads", "characters", "objects", "typed_nodes", "embedded", "compilations")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """Limits of one call. Units are in the names; a breach gives the code beside the field.

    >>> Budget().json_depth, Budget.clr().embedded
    (64, 500)
    >>> Budget().with_(json_depth=8).json_depth
    8
    """

    # bytes and JSON
    credential_bytes: int = 256 * KIB  # json.size
    json_depth: int = 64  # json.depth, levels of objects and arrays
    json_objects: int = 8_000  # struct.limit
    number_chars: int = 64  # json.number, characters of one number token
    values_per_member: int = 2_000  # struct.limit
    # JSON-LD and RDF
    contexts: int = 8  # struct.limit, entries of one @context
    context_compilations: int = 200  # jsonld.budget, contexts compiled on behalf of one document
    typed_nodes: int = 1_600  # struct.limit, objects with a type
    types_per_node: int = 64  # struct.limit, entries of one type
    embedded: int = 64  # struct.limit, embedded credentials
    embedded_depth: int = 8  # struct.limit, levels of embedding
    quads: int = 20_000  # rdf.budget
    subject_chars: int = 8 * MIB  # rdf.budget, characters of long subjects, counted for each of their statements
    rdf_steps: int = 25_000  # rdf.budget, see Meter.step
    cpu_ms: int = 1_000  # budget.deadline, time of the calling thread
    # proofs and tokens
    proofs: int = 16  # proof.limit
    jwt_bytes: int = 256 * KIB  # jose.size
    jose_header_bytes: int = 16 * KIB  # jose.size
    jwe_plaintext: int = 256 * KIB  # jose.budget
    disclosures: int = 1_000  # struct.limit
    bbs_messages: int = 1_000  # struct.limit, statements that one BBS signature signs one by one
    # images
    payload_bytes: int = MIB  # image.budget, after inflation, all payloads of one image together
    image_bytes: int = 20 * MIB  # image.budget
    image_chunks: int = 100_000  # image.budget
    xml_elements: int = 500_000  # image.budget
    xml_depth: int = 1_000  # image.budget
    # documents from outside
    status_compressed_bytes: int = 2 * MIB  # status.budget
    status_open_bytes: int = 8 * MIB  # status.budget
    did_document_bytes: int = 64 * KIB  # did.limit
    did_depth: int = 32  # json.depth
    did_methods: int = 100  # did.limit
    schema_bytes: int = 256 * KIB  # schema.budget
    schema_steps: int = 200_000  # schema.budget, keywords for one value each
    schema_depth: int = 200  # schema.budget, schemas applied inside one another
    resource_bytes: int = 5 * MIB  # resource.not_checked
    resources: int = 3  # resource.not_checked, related resources asked for
    registry_bytes: int = 2 * MIB  # trust.registry_unavailable, a list of issuers or what a domain says about DIDs
    registry_issuers: int = 50_000  # trust.registry_invalid, entries of one list of issuers
    bundle_bytes: int = 64 * MIB  # bundle.budget, of an evidence bundle and of what it holds
    bundle_files: int = 1_000  # bundle.budget
    fetches: int = 8  # fetch.count
    network_ms: int = 10_000  # fetch.timeout
    # agreements
    rules: int = 10_000  # rule.budget
    rule_depth: int = 32  # rule.budget, JSON levels of one rule
    evidence: int = 1_000  # rule.budget
    matches: int = 20_000  # rule.budget
    comparisons: int = 100_000  # rule.budget, things in which two texts of an agreement differ
    # keys
    key_file_bytes: int = 64 * KIB  # key.load
    kdf_rounds: int = 2_000_000  # key.cost, PBKDF2 rounds

    @classmethod
    def clr(cls) -> Budget:
        """For a Comprehensive Learner Record: one credential that holds hundreds."""
        return cls(
            credential_bytes=2 * MIB,
            json_objects=64_000,
            typed_nodes=16_000,
            quads=160_000,
            subject_chars=64 * MIB,
            embedded=500,
            cpu_ms=5_000,
        )

    @classmethod
    def agreement(cls) -> Budget:
        """For a signed recognition agreement, which may hold 10,000 rules and is read once for many decisions."""
        return cls(
            credential_bytes=32 * MIB,
            json_objects=1_000_000,
            values_per_member=10_000,
            subject_chars=256 * MIB,
            cpu_ms=60_000,
        )

    def with_(self, **limits: Any) -> Budget:
        """A copy with other limits."""
        return replace(self, **limits)


DEFAULT: Final = Budget()
AGREEMENT: Final = Budget.agreement()


class Meter:
    """The running account of one call. Not shared between calls; never reset.

    One ``step`` is one Hash Related Blank Node, one Hash N-Degree Quads call or one permutation tried of RDFC-1.0,
    so that a count means the same on every machine.
    """

    __slots__ = (
        "_deadline",
        "_left",
        "asked",
        "budget",
        "characters",
        "compilations",
        "embedded",
        "objects",
        "quads",
        "schema_steps",
        "steps",
        "typed_nodes",
    )

    def __init__(self, budget: Budget = DEFAULT) -> None:
        self.budget = budget
        self.steps = budget.rdf_steps
        self.quads = budget.quads
        self.characters = budget.subject_chars
        self.objects = budget.json_objects
        self.typed_nodes = budget.typed_nodes
        self.embedded = budget.embedded
        self.compilations = budget.context_compilations
        self.schema_steps = budget.schema_steps
        #: What was asked for, and what would have been but for an earlier call that kept what came of it.
        self.asked: set[Hashable] = set()
        self._left = budget.cpu_ms / 1000
        self.go_on()

    def wait(self) -> None:
        """A document is waited for: what the thread does meanwhile, for others or for a fetcher, is not ours."""
        self._left = self._deadline - thread_time()

    def go_on(self) -> None:
        """The work goes on after :meth:`wait`, in this thread or another one."""
        self._deadline = thread_time() + self._left

    def step(self, count: int = 1) -> None:
        """Charge canonicalisation work before it is done: ``rdf.budget``."""
        before = self.steps
        self.steps -= count
        if self.steps < 0:
            raise CanonicalizationError(
                "rdf.budget",
                f"Bringing this document into canonical form needs more than {self.budget.rdf_steps} steps.",
                hint="Genuine credentials stay far below; give blank nodes an id, or pass a larger Budget.",
            )
        if before >> 8 != self.steps >> 8:  # every 256 steps, however many are charged at once
            self.check_time()

    def take_quads(self, count: int) -> None:
        """Charge RDF statements: ``rdf.budget``."""
        self.quads -= count
        if self.quads < 0:
            raise CanonicalizationError(
                "rdf.budget", f"The document makes more than {self.budget.quads} RDF statements."
            )

    def take_characters(self, count: int) -> None:
        """Charge the repetition of a long subject in its statements: ``rdf.budget``."""
        self.characters -= count
        if self.characters < 0:
            raise CanonicalizationError(
                "rdf.budget",
                f"Long identifiers stand in so many statements that they have {self.budget.subject_chars} characters.",
                hint="Give the object a shorter identifier.",
            )

    def compile_context(self) -> None:
        """Charge one context compilation: ``jsonld.budget``."""
        self.compilations -= 1
        if self.compilations < 0:
            raise CanonicalizationError(
                "jsonld.budget",
                f"The document makes us compile more than {self.budget.context_compilations} contexts.",
            )
        self.check_time()

    def take_schema_steps(self, count: int) -> None:
        """Charge work of schemas before it is done: ``schema.budget``. One step is one keyword for one value."""
        before = self.schema_steps
        self.schema_steps -= count
        if self.schema_steps < 0:
            raise RefusedError(
                "schema.budget",
                f"Evaluating the schemas of this document needs more than {self.budget.schema_steps} steps.",
            )
        if before >> 8 != self.schema_steps >> 8:  # every 256 steps, however many are charged at once
            self.check_time()

    @property
    def may_ask_more(self) -> bool:
        """Whether one more document may be asked for."""
        return len(self.asked) < self.budget.fetches

    def recall(self, wanted: frozenset[Hashable]) -> bool:
        """Charge documents that an earlier call had as if they were asked for; False where so many may not be."""
        asked = self.asked
        if more := wanted - asked:
            if len(asked) + len(more) > self.budget.fetches:
                return False
            asked |= more
        return True

    def embed(self) -> None:
        """Charge one credential inside the credential: ``struct.limit``."""
        self.embedded -= 1
        if self.embedded < 0:
            raise RefusedError("struct.limit", f"More than {self.budget.embedded} credentials stand inside this one.")

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Charge what is done inside to an account of its own, as large as the whole; only time is shared.

        For what somebody else chose, such as the answer of a service: it must not use up what the document needs.
        """
        ours = {name: getattr(self, name) for name in _COUNTS}
        fresh = Meter(self.budget)
        try:
            for name in _COUNTS:
                setattr(self, name, getattr(fresh, name))
            yield
        finally:
            for name, left in ours.items():
                setattr(self, name, left)

    def check_time(self) -> None:
        """Stop when the thread time of the call is used up: ``budget.deadline``, which is INDETERMINATE."""
        if thread_time() > self._deadline:
            raise RefusedError(
                "budget.deadline",
                f"The check was stopped after {self.budget.cpu_ms} ms of computing time.",
                hint="Pass a Budget with a larger cpu_ms if the document is trusted.",
            )
