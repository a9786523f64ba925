"""For all tests: no network, and data that is missing is said loudly."""

from __future__ import annotations

import gc
from collections.abc import Generator

# On import urllib3 binds ::1 for a moment to learn whether the machine has IPv6, and PyLD imports it. Tests use PyLD
# as a second opinion, so that this happens once, before the guard stands.
import pyld  # noqa: F401
import pytest
from tests.conformance.data import NOT_RUN, folder
from tests.socket_guard import GUARD

GUARD.install()


def pytest_collection_finish() -> None:
    """Thousands of collected tests are not garbage: bounds on computing time must not pay for traversing them."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """The loopback interface is open to a test marked ``loopback`` and to its fixtures; nothing else ever is."""
    with GUARD.permit(loopback=item.get_closest_marker("loopback") is not None):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """A refused connection fails the test even where the code under test swallowed the refusal."""
    with GUARD.recorded() as refused:
        result = yield
    if refused:
        pytest.fail("; ".join(refused))
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests and modules did not run because conformance data is missing."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if NOT_RUN in str(report.longrepr)]
    if skipped:
        modules = sum(isinstance(report, pytest.CollectReport) for report in skipped)
        terminalreporter.section("conformance data", sep="=", yellow=True)
        terminalreporter.line(f"{NOT_RUN}: {len(skipped) - modules} tests and {modules} whole modules")
        terminalreporter.line(f"looked in {folder()}")
