"""What a host page loads: one script with today's addresses and colours in it, and a panel that is made of the modules beside it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from truepenny.platform.web.colour import brand_colours
from truepenny.surfaces.widget.script import BUILT, SHARED, SHARED_MODULES, STATIC, first_module, is_built, loader_script, panel_modules

LOADER = (STATIC / "loader.js").read_text("utf-8")


def test_the_built_panel_is_made_of_the_modules_that_lie_here() -> None:
    assert is_built(), "a module of the widget has changed: run tools/vendor/build-widget and commit what it writes"


def test_a_changed_module_is_served_itself(tmp_path: Path) -> None:
    static = tmp_path / "static"
    shutil.copytree(STATIC, static)
    assert is_built(static, SHARED) == is_built()
    with (static / "app.js").open("a") as module:
        module.write("// a change\n")
    assert not is_built(static, SHARED)
    (static / BUILT[0]).unlink()
    assert not is_built(static, SHARED)


def test_without_the_built_file_every_module_is_fetched_at_once() -> None:
    entry, preload = first_module(built=False)
    assert entry == "widget/app.js"
    assert {f"widget/{name}" for name in panel_modules()} <= set(preload)
    assert first_module(built=True) == ("widget/built/app.js", ["widget/built/app.js", "widget/built/core.js"])


def test_the_loader_carries_addresses_and_colours_and_no_way_out_of_its_string() -> None:
    name = '</script><script>alert("x")'
    script = loader_script(
        LOADER, base="/assets/_1/", entry="widget/app.js", preload=[], brand={"name": name, "logo_url": None}, colours=brand_colours(258)
    )
    line = re.search(r"^const served = (.*);$", script, re.MULTILINE)
    assert line is not None
    served = json.loads(line[1])
    assert served["brand"]["name"] == name
    assert served["light"]["on-brand"] == "#ffffff"
    assert script.count("const served") == 1


def test_the_loader_is_sent_without_comments_and_indentation_and_with_every_line_of_code() -> None:
    script = loader_script(LOADER, base="/", entry="a", preload=[], brand={}, colours={"light": {}, "dark": {}})
    code = [line.strip() for line in LOADER.splitlines() if line.strip() and not line.strip().startswith(("//", "/*", "const served"))]
    assert len(code) > 100
    assert [line.strip() for line in script.splitlines() if line.strip() and not line.startswith("const served")] == code
    assert not re.search(r"^(?: |//|/\*)", script, re.MULTILINE)


def test_a_loader_without_its_line_is_refused() -> None:
    with pytest.raises(ValueError, match="no line"):
        loader_script("const other = 1;", base="/", entry="a", preload=[], brand={}, colours={"light": {}, "dark": {}})


def test_every_import_of_a_module_leads_to_a_module() -> None:
    for name in panel_modules():
        module = STATIC / name
        for target in re.findall(r'^(?:import|export)[^"]*"(\.[^"]+)";', module.read_text("utf-8"), re.MULTILINE):
            _, is_shared, shared = target.partition("../shared/")
            path = SHARED / shared if is_shared else (module.parent / target).resolve()
            assert path.is_file(), f"{name} imports {target}"
            assert not is_shared or shared in SHARED_MODULES, f"{shared} is not built in"


def test_modules_are_small_and_make_no_html_from_strings() -> None:
    for name in ["loader.js", *panel_modules()]:
        text = (STATIC / name).read_text("utf-8")
        assert len(text.splitlines()) < 200, name
        assert text.startswith("//"), f"{name} does not say what it is"
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), name
        assert not re.search(r"""\sstyle=["'$]""", text), f"{name} writes a style attribute, which a strict policy forbids"
