"""The colours of the stylesheet hold WCAG 2.2 AA in both themes, measured from the file itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = Path(settings.BASE_DIR, "static", "credit.css").read_text(encoding="utf-8")
TEXT = 4.5
SHAPE = 3.0
TEXT_PAIRS = [
    *(("ink", paper) for paper in ("paper", "surface", "sunken", "hover", "mark", "warn-paper")),
    *(("ink-2", paper) for paper in ("paper", "surface", "sunken")),
    *(("ink-3", paper) for paper in ("paper", "surface", "sunken", "hover", "warn-paper")),
    *(("link", paper) for paper in ("paper", "surface", "sunken", "hover", "warn-paper")),
    *((f"{tone}-ink", f"{tone}-paper") for tone in ("info", "ok", "warn", "danger", "dispute")),
    ("neutral-ink", "neutral-paper"),
    ("neutral-ink", "surface"),
    ("ink", "info-paper"),
    ("ink", "ok-paper"),
    ("ink", "danger-paper"),
    ("danger-ink", "surface"),
    ("danger-ink", "paper"),
    ("surface", "danger-ink"),
    ("surface", "ok-ink"),
    ("on-brand", "brand"),
    ("on-brand-2", "brand"),
    ("on-brand", "brand-deep"),
    ("on-action", "action"),
    ("on-action", "action-deep"),
    ("on-seal", "seal"),
    *(("on-series", f"series-{place}") for place in range(1, 7)),
    *(("on-heat-light", f"heat-{step}") for step in (1, 2, 3)),
    *(("on-heat-dark", f"heat-{step}") for step in (4, 5)),
]
SHAPE_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "paper"),
    ("focus", "paper"),
    ("focus", "surface"),
    ("focus-on-brand", "brand"),
    ("action", "surface"),
    *((f"series-{place}", "surface") for place in range(1, 7)),
]


def tokens(theme: str) -> dict[str, str]:
    light, dark = CSS.split("@media screen and (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if theme == "dark":
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark.split("\n}\n", 1)[0]))
    return found


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(theme: str) -> None:
    colours = tokens(theme)
    weak = [
        (ink, ground, round(contrast(colours[ink], colours[ground]), 2))
        for ink, ground in TEXT_PAIRS
        if contrast(colours[ink], colours[ground]) < TEXT
    ]
    assert weak == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_and_focus_stand_out_from_their_ground(theme: str) -> None:
    colours = tokens(theme)
    weak = [
        (shape, ground, round(contrast(colours[shape], colours[ground]), 2))
        for shape, ground in SHAPE_PAIRS
        if contrast(colours[shape], colours[ground]) < SHAPE
    ]
    assert weak == []


def test_both_themes_name_only_tokens_the_light_one_has() -> None:
    assert set(tokens("dark")) == set(tokens("light"))
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    defined = set(re.findall(r"--([\w-]+):", CSS))
    assert used - defined == set()
