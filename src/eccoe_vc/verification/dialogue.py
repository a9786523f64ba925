"""One inspection as a dialogue: which document is needed next, what was answered, and what came out in the end.

The steps are in :mod:`.pipeline`; who answers is the matter of :mod:`.drivers`. What drivers have in common is here: an
address is asked once in one call, the Budget bounds how many are asked and how long that takes, waiting costs no
computing time, and a stack or a memory that ends is a finding and no exception.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from datetime import datetime
from hashlib import sha256
from threading import Thread
from types import MappingProxyType
from typing import Any, Final, TypeVar

from eccoe_vc import clock
from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.limits import Meter
from eccoe_vc.report import Check, DocumentUsed, Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.inspected import Documents, Inspected
from eccoe_vc.verification.pipeline import Inspection, inspection
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.world import Sources, held_to

#: The envelope, where the data could be opened, and what was found.
Judged = tuple[Envelope | None, Inspected]
_T = TypeVar("_T")
_TOO_MANY: Final = Unavailable("fetch.count", "More documents would be needed than the Budget allows to ask for.")
_TOO_SLOW: Final = Unavailable("fetch.timeout", "The time that the Budget allows for the network was used up before.")


class Dialogue:
    """The steps of one inspection under way, and what was answered so far. Lives for one call, in one task or thread.

    :attr:`wanted` is the document that is asked for, None once :attr:`judged` is there; :meth:`answer` goes on. Close
    it where the answer never comes, as a cancelled task does.
    """

    __slots__ = ("_answers", "_asked", "_asked_at", "_call", "_deep", "_envelope", "_meter", "_steps", "_waited",
                 "judged", "wanted")  # fmt: skip

    def __init__(self, data: Any, policy: Policy, sources: Sources, at: datetime) -> None:
        self._call = (data, policy, sources, at)
        self._answers: dict[Fetch, Fetched | Unavailable] = {}
        self._asked: set[Hashable] = set()
        self._asked_at, self._waited = 0.0, 0.0
        self._steps: Inspection | None = None
        self._deep = False  # whether the stack of the caller was found too short
        self.wanted: Fetch | None = None
        self.judged: Judged | None = None
        self._go_on(self._begun)

    def answer(self, given: Fetched | Unavailable) -> None:
        """The answer to :attr:`wanted`."""
        steps = self._steps
        if self.wanted is not None and steps is not None:
            self._waited += clock.ticks() - self._asked_at
            self._answers[self.wanted] = given
            self._go_on(lambda: self._until_asked(steps, given))

    def close(self) -> None:
        """Nothing will be answered any more."""
        if self._steps is not None:
            self._steps.close()

    @property
    def answers(self) -> Mapping[Fetch, Fetched | Unavailable]:
        """What was asked for and how it was answered, in that order; documents at hand among it."""
        return MappingProxyType(self._answers)

    @property
    def result(self) -> Judged:
        """What came out.

        :raises RuntimeError: the steps are not done.
        """
        if self.judged is None:
            raise RuntimeError("The inspection is not done: a document is asked for and was not answered.")
        envelope, found = self.judged
        fetched = tuple(
            [
                DocumentUsed(answer.url, "", sha256(answer.data).hexdigest(), "network")
                for asked, answer in self._answers.items()
                if isinstance(answer, Fetched) and not self._local(asked)
            ]
        )
        return envelope, found.with_fetched(fetched) if fetched else found

    # ---- one step after the other ------------------------------------------------------------------------------------

    def _go_on(self, run: Callable[[], Fetch | None]) -> None:
        try:
            self.wanted = _on_fresh_stack(run) if self._deep else run()
        except RecursionError:
            if self._deep:
                self._give_up("budget.stack", "The document nests too deep for the stack.")
                return
            # The caller's stack is nearly used up. A fresh thread has one of its own; the input is bounded in depth.
            # What was answered is known, so that nobody is asked again.
            self._deep = True
            self._go_on(self._begun)
        except MemoryError:
            self._give_up("budget.memory", "Memory ran out while the document was read.")
        else:
            self._asked_at = clock.ticks() if self.wanted is not None else 0.0

    def _begun(self) -> Fetch | None:
        """From the beginning, with what was answered already."""
        data, policy, sources, at = self._call
        self._envelope: Envelope | None
        try:
            self._envelope = data if isinstance(data, Envelope) else open_credential(data, budget=policy.budget)
        except RefusedError:
            self._envelope = None  # the pipeline opens it again and says what is wrong with it
        opened = data if self._envelope is None else self._envelope
        self._meter = Meter(policy.budget)
        self._meter.asked = self._asked  # one account, also where this is the second beginning
        self._steps = inspection(opened, policy, sources, at, meter=self._meter)
        return self._until_asked(self._steps, None)

    def _until_asked(self, steps: Inspection, answer: Fetched | Unavailable | None) -> Fetch | None:
        """The next document that nobody answered yet; None where the steps are done."""
        self._meter.go_on()
        try:
            wanted = next(steps) if answer is None else steps.send(answer)
            while (known := self._known(wanted)) is not None:
                wanted = steps.send(known)
        except StopIteration as done:
            self.judged = (self._envelope, done.value)
            return None
        self._meter.wait()
        self._asked.add(wanted)
        return wanted

    def _known(self, wanted: Fetch) -> Fetched | Unavailable | None:
        """The answer that needs nobody: given before, at hand, or that no more may be asked for."""
        _, policy, sources, _ = self._call
        answer = self._answers.get(wanted) or sources.known(wanted)
        if answer is None and wanted not in self._asked and not self._meter.may_ask_more:
            answer = _TOO_MANY
        elif answer is None and self._waited * 1000 >= policy.budget.network_ms:
            answer = _TOO_SLOW
        elif answer is None and wanted in sources.answered:
            answer = held_to(wanted, sources.answered[wanted])
            self._asked.add(wanted)
        if answer is not None:
            self._answers[wanted] = answer
        return answer

    def _local(self, wanted: Fetch) -> bool:
        return wanted.url in self._call[2].at_hand

    def _give_up(self, code: str, message: str) -> None:
        finding = Finding(code, message)
        check = Check("carrier", Outcome.INDETERMINATE, code, "", message, "", (finding,))
        self.wanted = None
        self.judged = None, Inspected(Report((check,), at=self._call[3]), Documents(None, {}))


def _on_fresh_stack(run: Callable[[], _T]) -> _T:
    """What ``run`` gives or raises, run on a stack of its own."""
    results: list[_T] = []
    failures: list[BaseException] = []

    def target() -> None:
        try:
            results.append(run())
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
            failures.append(error)

    thread = Thread(target=target, name="eccoe-vc-inspect")
    thread.start()
    thread.join()
    if results:
        return results[0]
    raise failures[0]
