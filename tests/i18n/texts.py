"""Finds every text of the house that a person may read and that goes through a catalogue.

Python: _("..."), mark("..."), say("..."), ngettext(...), and the title and cure of everything that is Refused, also through functions
that build a Refused from their arguments. Templates: _("...") and ngettext(...). JavaScript: t("...") and tn("...", "...").
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "truepenny"
_SAYERS = {"_", "mark", "say", "translate_text"}
_REFUSALS = {"Refused", "NotFound", "RefusedFrame"}
_STRING = r"\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|`([^`$\\]*)`"


@dataclass(frozen=True, slots=True)
class Text:
    msgid: str
    path: Path

    @property
    def surface(self) -> str | None:
        """Whose catalogue it belongs to; None for what lies below the surfaces."""
        parts = self.path.relative_to(SOURCE).parts
        return parts[1] if parts[0] == "surfaces" and len(parts) > 2 else None


def _python_files() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "versions" not in path.parts:
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else function.id if isinstance(function, ast.Name) else ""


def _strings(node: ast.expr) -> Iterator[str]:
    """The texts that an argument can be: a constant, or the branches of a choice."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _strings(node.body)
        yield from _strings(node.orelse)


def _refusal_arguments(call: ast.Call, name: str) -> list[ast.expr]:
    start = 1 if name == "NotFound" else 2
    named = [keyword.value for keyword in call.keywords if keyword.arg in ("title", "cure", "detail")]
    return ([] if name == "RefusedFrame" else call.args[start : start + 2]) + named


def _refusers(modules: list[tuple[Path, ast.Module]], kinds: set[str]) -> set[str]:
    """Functions whose own parameters become the words of a refusal."""
    found: set[str] = set()
    for _, module in modules:
        for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            parameters = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                if _name(call.func) in kinds:
                    words = _refusal_arguments(call, _name(call.func))
                    if any(isinstance(word, ast.Name) and word.id in parameters for word in words):
                        found.add(function.name)
    return found - {"__init__"}


def _kinds_of_refusal(modules: list[tuple[Path, ast.Module]]) -> set[str]:
    kinds = set(_REFUSALS)
    for _, module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and any(_name(base) in kinds for base in node.bases):
                kinds.add(node.name)
    return kinds


def _in_class(node: ast.ClassDef) -> Iterator[str]:
    """Words in a class of refusals: attributes, defaults of its constructor, and what it hands to super().__init__."""
    for part in ast.walk(node):
        targets = part.targets if isinstance(part, ast.Assign) else [part.target] if isinstance(part, ast.AnnAssign) else []
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value and any(_name(t) in ("title", "cure") for t in targets):
            yield from _strings(part.value)
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "__init__":
            for argument in part.args[2:4]:
                yield from _strings(argument)
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            for default in part.args.defaults:
                yield from (text for text in _strings(default) if " " in text)


def python_texts() -> Iterator[Text]:
    modules = list(_python_files())
    kinds = _kinds_of_refusal(modules)
    refusers = _refusers(modules, kinds)
    for path, module in modules:
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and (node.name in kinds | {"DatabaseAway"}):
                yield from (Text(text, path) for text in _in_class(node) if text)
            if not isinstance(node, ast.Call):
                continue
            name = _name(node.func)
            if name in _SAYERS:
                words = node.args[:1]
            elif name == "ngettext":
                words = [argument for argument in node.args if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
            elif name in ("Refused", "NotFound", "RefusedFrame"):
                words = _refusal_arguments(node, name)
            elif name in refusers:
                words = [*node.args, *(keyword.value for keyword in node.keywords)]
                yield from (Text(text, path) for word in words for text in _strings(word) if " " in text)
                continue
            else:
                continue
            yield from (Text(text, path) for word in words for text in _strings(word) if text)


def template_texts() -> Iterator[Text]:
    for path in sorted(SOURCE.rglob("templates/**/*.html")):
        source = path.read_text(encoding="utf-8")
        for found in re.finditer(rf"(?<![\w])_\(\s*(?:{_STRING})", source):
            yield Text(_plain(found), path)
        for found in re.finditer(rf"ngettext\(\s*(?:{_STRING})\s*,\s*(?:{_STRING})", source):
            yield Text(found[1] or found[2], path)
            yield Text(found[4] or found[5], path)


def script_texts() -> Iterator[Text]:
    for path in sorted((SOURCE / "surfaces").rglob("*.js")):
        if "vendor" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        for found in re.finditer(rf"(?<![\w.$])t\(\s*(?:{_STRING})", source):
            yield Text(_plain(found), path)
        for found in re.finditer(rf"(?<![\w.$])tn\(\s*(?:{_STRING})\s*,\s*(?:{_STRING})", source):
            yield Text(found[1] or found[2] or found[3], path)
            yield Text(found[4] or found[5] or found[6], path)


def _plain(found: re.Match[str]) -> str:
    text = next(group for group in found.groups() if group is not None)
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text).replace('\\"', '"').replace("\\'", "'")


def all_texts() -> list[Text]:
    return [*python_texts(), *template_texts(), *script_texts()]
