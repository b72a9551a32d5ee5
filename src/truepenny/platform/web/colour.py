"""The operator's hue made into a readable brand: each colour is moved in lightness (OKLCH) until its contrast is enough. Pure.

In: a hue, 0 to 360 degrees. Out: sRGB hex colours, and the style sheet /assets/brand.css.
"""

from __future__ import annotations

import math
from functools import lru_cache

TEXT_CONTRAST = 4.5
_LIGHT_GROUND, _DARK_GROUND = "#f7f8fa", "#1d222a"


def _srgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    l_ = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m_ = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s_ = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * l_ - 3.3077115913 * m_ + 0.2309699292 * s_,
        -1.2684380046 * l_ + 2.6097574011 * m_ - 0.3413193965 * s_,
        -0.0041960863 * l_ - 0.7034186147 * m_ + 1.7076147010 * s_,
    )
    return _curve(linear[0]), _curve(linear[1]), _curve(linear[2])


def _curve(c: float) -> float:
    return 12.92 * c if c <= 0.0031308 else 1.055 * float(c ** (1 / 2.4)) - 0.055


def oklch(lightness: float, chroma: float, hue: float) -> str:
    """#rrggbb; chroma is lowered until the colour exists on a screen."""
    for step in range(41):
        rgb = _srgb(lightness, chroma * (40 - step) / 40, hue)
        if all(-0.0005 <= c <= 1.0005 for c in rgb):
            return "#" + "".join(f"{round(min(1.0, max(0.0, c)) * 255):02x}" for c in rgb)
    raise AssertionError("grey always exists")


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rrggbb."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _until(lightness: float, step: float, *, chroma: float, hue: float, ground: str, least: float) -> str:
    while 0.0 < lightness < 1.0:
        colour = oklch(lightness, chroma, hue)
        if contrast(colour, ground) >= least:
            return colour
        lightness += step
    return "#000000" if step < 0 else "#ffffff"


@lru_cache(maxsize=32)
def brand_colours(hue: int) -> dict[str, dict[str, str]]:
    """{"light": {brand, brand-strong, brand-bg, brand-text, on-brand, focus}, "dark": {...}}."""
    hue = hue % 360
    light_brand = _until(0.56, -0.01, chroma=0.19, hue=hue, ground="#ffffff", least=TEXT_CONTRAST + 0.4)
    light_bg = oklch(0.96, 0.025, hue)
    dark_bg = oklch(0.26, 0.05, hue)
    dark_ink = oklch(0.19, 0.04, hue)
    dark_brand = _until(0.68, 0.01, chroma=0.16, hue=hue, ground=dark_ink, least=TEXT_CONTRAST + 0.8)
    return {
        "light": {
            "brand": light_brand,
            "brand-strong": _until(0.47, -0.01, chroma=0.17, hue=hue, ground="#ffffff", least=7.0),
            "brand-bg": light_bg,
            "brand-text": _until(0.52, -0.01, chroma=0.18, hue=hue, ground=light_bg, least=TEXT_CONTRAST + 0.6),
            "on-brand": "#ffffff",
            "focus": _until(0.56, -0.01, chroma=0.19, hue=hue, ground=_LIGHT_GROUND, least=TEXT_CONTRAST),
        },
        "dark": {
            "brand": dark_brand,
            "brand-strong": _until(0.77, 0.01, chroma=0.12, hue=hue, ground=dark_ink, least=7.0),
            "brand-bg": dark_bg,
            "brand-text": _until(0.78, 0.01, chroma=0.11, hue=hue, ground=dark_bg, least=TEXT_CONTRAST + 0.6),
            "on-brand": dark_ink,
            "focus": _until(0.77, 0.01, chroma=0.12, hue=hue, ground=_DARK_GROUND, least=TEXT_CONTRAST),
        },
    }


def text_on_brand(hue: int) -> str:
    """The colour of words on the brand colour in light dress."""
    return brand_colours(hue)["light"]["on-brand"]


@lru_cache(maxsize=32)
def brand_css(hue: int) -> str:
    """The style sheet that replaces the brand tokens of tokens.css: same layer, same selectors, loaded after it."""
    colours = brand_colours(hue)
    light = "".join(f"--tp-{name}:{value};" for name, value in colours["light"].items())
    dark = "".join(f"--tp-{name}:{value};" for name, value in colours["dark"].items())
    return (
        "@layer tokens{"
        f":root,:host{{--tp-hue:{hue % 360};{light}}}"
        "@media (prefers-color-scheme:dark){"
        f':root:not([data-theme="light"]),:host(:not([data-theme="light"])){{{dark}}}}}'
        f':root[data-theme="dark"],:host([data-theme="dark"]){{{dark}}}'
        "}\n"
    )
