"""Pages of figures on paper: a long list runs from its first sheet with its sum at the end, a card is not cut."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from tidtam import aftercare, ui

pytestmark = pytest.mark.browser

STYLES = [Path(ui.__file__).parent / f"static/ui/{name}.css" for name in ("tokens", "components", "pieces", "across")]
STYLES.append(Path(aftercare.__file__).parent / "static/aftercare/figures.css")


def printed(chromium: Any, inner: str) -> list[str]:
    """Return the words of each sheet."""
    css = "".join(style.read_text(encoding="utf-8") for style in STYLES)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.set_content(f'<!doctype html><html lang="th"><style>{css}</style><body><main>{inner}</main></body></html>')
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    page.close()
    return [sheet.get_textpage().get_text_range() for sheet in paper]


def table(places: int, *, total: bool = False) -> str:
    """Return a table of places as the pages draw it."""
    rows = "".join(
        f'<tr><th scope="row"><a href="#">area{n}</a></th><td class="n">{n}</td></tr>' for n in range(places)
    )
    foot = '<tfoot><tr><th scope="row">total</th><td class="n">3,818</td></tr></tfoot>' if total else ""
    head = '<thead><tr><th scope="col">place</th><th scope="col" class="n">waits</th></tr></thead>'
    return f'<div class="scroll"><table>{head}<tbody>{rows}</tbody>{foot}</table></div>'


def test_a_long_list_begins_on_the_first_sheet_and_is_summed_once_at_its_end(chromium: Any) -> None:
    places = f'<section class="sheet runs-on"><h2>places</h2>{table(60, total=True)}</section>'
    sheets = printed(chromium, f"<h1>393</h1>{places}")
    assert len(sheets) >= 2
    assert "393" in sheets[0] and "area0" in sheets[0]
    assert ["total" in words for words in sheets] == [False] * (len(sheets) - 1) + [True]
    assert all("place" in words for words in sheets)  # the names of columns stand on each


@pytest.mark.parametrize("places", range(12, 30, 3))
def test_no_heading_stands_alone_above_a_table_that_runs_on(chromium: Any, places: int) -> None:
    above = f'<section class="sheet runs-on"><h2>places</h2>{table(places)}</section>'
    below = f'<section class="sheet runs-on"><h2>names</h2>{table(50).replace("area", "person")}</section>'
    sheets = printed(chromium, f"<h1>393</h1><form>{above}{below}</form>")
    (first,) = [words for words in sheets if "names" in words]
    assert "person0" in first


@pytest.mark.parametrize("places", range(30, 36))
def test_the_heading_of_the_people_stands_on_the_sheet_of_their_first(chromium: Any, places: int) -> None:
    above = f'<section class="sheet runs-on"><h2>places</h2>{table(places, total=True)}</section>'
    people = table(50).replace("area", "person")
    below = f'<section class="col"><h2>names</h2><p class="only-print s">page 1 of 8</p>{people}</section>'
    sheets = printed(chromium, f"<h1>393</h1>{above}{below}")
    (first,) = [words for words in sheets if "names" in words]
    assert "page 1 of 8" in first and "person0" in first


def test_the_card_of_areas_stays_on_one_sheet_and_says_how_many_it_leaves_out(chromium: Any) -> None:
    more = f"<details><summary>all</summary>{table(20)}</details>"
    shape = '<svg class="map" viewBox="0 0 600 600"><rect width="600" height="600"/></svg><p class="xs">credit</p>'
    card = (
        f'<section class="sheet"><h2>card</h2>{shape}{table(12)}{more}<p class="xs only-print">12 of 32</p></section>'
    )
    side = '<div class="col"><section class="sheet"><h2>side</h2></section></div>'
    sheets = printed(chromium, f'<h1>393</h1><div class="cols half">{card}{side}</div>')
    (whole,) = [words for words in sheets if "area" in words]
    assert re.search(r"card.*area0.*area11.*12 of 32", whole, re.S) and "all" not in whole
