"""Every example in a docstring of the installed package runs and prints what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import eccoe_vc

NAMES = ["eccoe_vc", *sorted(module.name for module in pkgutil.walk_packages(eccoe_vc.__path__, "eccoe_vc."))]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("__main__")])
def test_examples_of_module(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    module = importlib.import_module(name)
    runner = doctest.DocTestRunner(verbose=False, optionflags=OPTIONS)
    failures: list[str] = []
    for case in doctest.DocTestFinder().find(module, name):
        runner.run(case, out=failures.append)
    assert not failures, "\n" + "".join(failures)


def test_there_are_examples() -> None:
    """The finder finds them: a library without examples would pass the test above."""
    finder = doctest.DocTestFinder()
    found = [
        case for name in NAMES if name != "eccoe_vc.__main__" for case in finder.find(importlib.import_module(name))
    ]
    assert sum(len(case.examples) for case in found) > 100
