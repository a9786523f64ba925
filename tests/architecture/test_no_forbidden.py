"""What src/ must not hold, and who may. Every exception has a reason; one that excuses nothing any more must go."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from tests.architecture.source import Complaint, Module, functions, imports, inside, modules, unless_allowed, unused


def dotted(node: ast.AST) -> str:
    """``a.b.c`` of a name or attribute; empty for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return ""


def calls(*names: str) -> Callable[[Module], Iterator[tuple[int, str]]]:
    """Finds calls of these names, unless their only argument is written out as a constant."""

    def find(module: Module) -> Iterator[tuple[int, str]]:
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call) or dotted(node.func) not in names:
                continue
            if not node.args or not all(isinstance(argument, ast.Constant) for argument in node.args):
                yield node.lineno, f"calls {dotted(node.func)}()"

    return find


def mentions(*patterns: str) -> Callable[[Module], Iterator[tuple[int, str]]]:
    """Finds dotted names and imports that match one of the expressions in full."""
    wanted = re.compile("|".join(f"(?:{pattern})" for pattern in patterns)).fullmatch

    def find(module: Module) -> Iterator[tuple[int, str]]:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute) and wanted(dotted(node)):
                yield node.lineno, f"uses {dotted(node)}"
        for line, name in imports(module):
            if wanted(name):
                yield line, f"imports {name}"

    return find


def asserts(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assert):
            yield node.lineno, "an assert, which `python -O` removes"


def broad_excepts(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ExceptHandler):
            caught = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            for kind in caught:
                if kind is None or dotted(kind) in {"Exception", "BaseException"}:
                    yield node.lineno, f"catches {dotted(kind) if kind else 'everything'}"


def globals_and_caches(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Global):
            yield node.lineno, "a global statement"
    for name, function in functions(module.tree):
        wants = [*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs]
        for decorator in function.decorator_list:
            called = decorator.func if isinstance(decorator, ast.Call) else decorator
            if dotted(called).endswith("lru_cache"):
                sizes = (
                    [*decorator.args, *(k.value for k in decorator.keywords)] if isinstance(decorator, ast.Call) else []
                )
                if any(isinstance(size, ast.Constant) and size.value is None for size in sizes):
                    yield function.lineno, f"{name} has a cache without bound"
            elif dotted(called) in {"cache", "functools.cache"} and wants:
                yield function.lineno, f"{name} has a cache without bound, keyed by its arguments"


def long_modules(module: Module) -> Iterator[tuple[int, str]]:
    lines = module.text.count("\n")
    if lines > 450:
        yield 1, f"the module has {lines} lines, 450 are too many"


def long_functions(module: Module) -> Iterator[tuple[int, str]]:
    for name, node in functions(module.tree):
        first = node.body[0]
        documented = (
            isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
        )
        start = (first.end_lineno or first.lineno) if documented else node.lineno
        lines = (node.end_lineno or node.lineno) - start + (0 if documented else 1)
        if lines > 60:
            yield node.lineno, f"{name} has {lines} lines without its docstring, 60 fit on a screen"


def drawers(module: Module) -> Iterator[tuple[int, str]]:
    if re.search(r"(^|[._])(utils?|helpers?|misc|common|manager)([._]|$)", module.name):
        yield 1, "a drawer for odds and ends"


def no_future(module: Module) -> Iterator[tuple[int, str]]:
    wanted = any(name == "__future__.annotations" for _, name in imports(module))
    if not wanted and module.tree.body[1:]:
        yield 1, "no `from __future__ import annotations`"


class Rule(NamedTuple):
    name: str
    find: Callable[[Module], Iterator[tuple[int, str]]]
    advice: str
    allowed: dict[str, str]  # "room/module.py" or "room/module.py:function" -> reason
    rooms: tuple[str, ...] = ()  # rooms to which the rule does not apply


RULES = [
    Rule("no assert in src/", asserts, "raise an error of eccoe_vc.errors", {}),
    Rule(
        "a broad except stands only around code of the caller, and raises from it or says so",
        broad_excepts,
        "catch what can really be raised; around a plug-in add a line with the reason to this test",
        {
            "encoding/_json_copy.py:Copier._plain": "a mapping is the caller's own code",
            "keys/signer.py:checked_sign": "a signer is the caller's own code",
            "proofs/bbs/signer.py:checked_sign": "a signer is the caller's own code",
            "net/resolving.py:Names._looked_up.look_up": "a resolver is the caller's own code",
            "verification/world.py:Sources.answer": "a fetcher is the caller's own code",
            "verification/world.py:answered_by": "a fetcher is the caller's own code",
            "verification/trust/protocol.py:consult": "a trust rule may be the caller's own code",
            "verification/trust/protocol.py:named_by": "a trust rule may be the caller's own code",
            "verification/dialogue.py:_on_fresh_stack.target": "carried over to the caller's thread and raised there",
            "cli/__init__.py:_told": "the last door: a person is told in one sentence, never by a traceback",
            "cli/files.py:write": "takes the half-written file away and raises again",
        },
    ),
    Rule("only the command line prints", calls("print"), "return a value or raise", {}, ("cli",)),
    Rule(
        "one strict JSON door (house rule 4)",
        mentions(
            r"json\.(load|loads|JSONDecoder)",
            r"(simplejson|orjson|ujson|yaml|pickle|marshal|shelve)(\..*)?",
            r"ast\.literal_eval",
        ),
        "use eccoe_vc.encoding.strict_json",
        {
            "encoding/strict_json.py": "it is the door",
            "agreements/yaml_tree.py:parse": "it is the door for YAML, in which every scalar stays text",
            "jsonld/engine.py:_run": "reads back what it wrote itself, so that the engine works on copies of its own",
            "models/rule_list.py:_read_back": "reads back what was parsed at the door, judged and written again",
        },
    ),
    Rule(
        "one strict base64url decoder (house rule 4)",
        mentions(r"base64(\..*)?", r"binascii(\.(?!crc32|Error).*)?"),
        "use eccoe_vc.encoding.base64url",
        {"encoding/base64url.py": "it is the decoder"},
    ),
    Rule(
        "text becomes a number in encoding/ only (house rule 4)",
        calls("int", "float"),
        "use strict_json, timestamps or a function of encoding/; where the value is no text, add a line here",
        {
            "cli/__init__.py:_run": "exit codes of argparse and of our own commands",
            "jsonld/engine.py:_plain": "a float that is whole",
            "jsonld/nquads.py:_unescaped.plain": "hexadecimal digits that the pattern of escapes has matched",
            "jsonld/jcs.py:_with_whole_numbers": "a float that is whole",
            "jsonld/values.py:has_native_form": "at most 21 ASCII digits by pattern, and only to compare",
            "jsonld/values.py:native": "a number, and the text that was just written of it",
            "keys/did_web.py:url": "up to five digits that the pattern of the host has matched",
            "keys/did_web.py:_is_segment": "two hexadecimal digits that the pattern of escapes has matched",
            "models/base.py:_number": "a Decimal",
            "verification/diagnosis.py:_text_as_number": "at most 12 ASCII digits, and only to explain a failure",
            "verification/lifecycle.py:_skewed": "a timedelta",
        },
        ("encoding",),
    ),
    Rule("no code from text", calls("eval", "exec", "compile", "__import__"), "write it out", {}),
    Rule(
        "the moment is handed in (house rule 10)",
        mentions(
            r"(datetime\.)?datetime\.(now|utcnow|today)",
            r"(datetime\.)?date\.today",
            r"time\.(time|time_ns|monotonic|monotonic_ns|perf_counter|perf_counter_ns|thread_time|process_time|localtime|gmtime)",
        ),
        "take `at` or `created` as an argument, or ask eccoe_vc.clock where the caller gave none",
        {
            "clock.py": "the one place that reads a clock",
            "limits.py": "computing time of the thread, not the time of day",
        },
    ),
    Rule(
        "no environment variables (house rule 10)",
        mentions(r"os\.(environ|environb|getenv|putenv).*"),
        "take it as an argument",
        {},
    ),
    Rule("no program arguments inside (house rule 10)", mentions(r"sys\.argv"), "take it as an argument", {}, ("cli",)),
    Rule(
        "network only in net.py (house rule 10)",
        mentions(r"(socket|ssl|http|ftplib|smtplib|requests|urllib3|urllib\.request|asyncio|httpx|aiohttp)(\..*)?"),
        "yield a Fetch and let the driver ask",
        {},
        ("net",),
    ),
    Rule(
        "no module-level state without bound (house rule 10)",
        globals_and_caches,
        "give the cache a size, or make it a field of an object that the caller holds",
        {"jsonld/canary.py:_guard": "keyed by one of two digests"},
    ),
    Rule(
        "a module has at most 450 lines",
        long_modules,
        "find the part that wants a room of its own",
        {"models/_shapes.py": "a table that tools/build_shapes.py writes"},
    ),
    Rule("a function has at most 60 lines", long_functions, "give a step a name of its own", {}),
    Rule("no drawers", drawers, "name the module after what it knows", {}),
    Rule("annotations are text", no_future, "add the line", {}),
]


def findings(rule: Rule) -> list[Complaint]:
    return [
        Complaint(module, line, what, inside(module, line))
        for module in modules()
        if module.room not in rule.rooms
        for line, what in rule.find(module)
    ]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_rule(rule: Rule) -> None:
    found = unless_allowed(findings(rule), rule.allowed)
    assert not found, "\n".join(["", *(complaint.say(rule.name, rule.advice) for complaint in found)])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_exception_outlives_its_reason(rule: Rule) -> None:
    gone = unused(findings(rule), rule.allowed)
    assert not gone, (
        f"delete from the allow-list of {rule.name!r} in tests/architecture/test_no_forbidden.py: {sorted(gone)}"
    )


SAMPLE = """
import json, base64, os, time, requests, datetime as other
from time import time as clock
from functools import cache, lru_cache
def f(x):
    assert x
    print(x); int(x); float(x); int("5"); float("inf"); eval(x)
    json.loads(x); os.environ["A"]; datetime.now(); time.time()
    try: pass
    except (ValueError, Exception): pass
    try: pass
    except: pass
    global y
@cache
def g(a): ...
@cache
def h(): ...
@lru_cache(maxsize=None)
def i(a): ...
@lru_cache(maxsize=4)
def j(a): ...
"""


def test_the_rules_themselves() -> None:
    """Each finder finds what it should in a sample that breaks every rule, and nothing twice."""
    sample = modules()[0]._replace(text=SAMPLE, tree=ast.parse(SAMPLE))
    counts = {rule.name: len(list(rule.find(sample))) for rule in RULES}
    assert list(counts.values()) == [1, 2, 1, 1, 1, 2, 1, 3, 1, 0, 1, 3, 0, 0, 0, 1]
    long = "def f():\n" + "    x = 1\n" * 60
    assert len(list(long_functions(sample._replace(tree=ast.parse(long))))) == 1
    documented = 'def f():\n    """\n' + "\n" * 50 + '    """\n' + "    x = 1\n" * 60
    assert list(long_functions(sample._replace(tree=ast.parse(documented)))) == []
    assert len(list(long_modules(sample._replace(text="\n" * 451)))) == 1
    assert len(list(drawers(sample._replace(name="eccoe_vc.keys.utils")))) == 1
