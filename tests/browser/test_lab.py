"""The Lab as a person uses it: bars and tree by mouse, keyboard and finger."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from attention_core.explorer import Explorer
from attention_core.interventions import (
    ForceWord,
    FreezeContext,
    SetAlpha,
    parse_changes,
    write_changes,
)
from pages.shared.controls.examples import EXAMPLES, GROWING_SENTENCES
from tests.helpers.axe import faults
from tests.helpers.looks import each_look
from tests.helpers.opening_models import opening_models

SENTENCE = "Please close the door."
LONG = max(EXAMPLES, key=len)


def address(sentence=SENTENCE, **settings):
    return "/lab?" + urlencode({"sentence": sentence, **settings})


@pytest.fixture(scope="session")
def changed(served_models):
    """A function from changes to the Trace, computed in this process."""
    explorer = Explorer(models=served_models, device="cpu")
    name = opening_models(explorer.models())["attention"]

    def trace(*changes, sentence=SENTENCE):
        return explorer.translate(model=name, sentence=sentence, changes=changes, tree=True)

    return trace


def changes_in(page):
    query = parse_qs(urlsplit(page.url).query)
    return parse_changes(query.get("changes", [""])[0])


def shows(page, *traces):
    expect(page.locator("p.hindi")).to_have_text([trace.translation for trace in traces])


def settled(page):
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def resting_box(page, locator):
    """Where it stands when the layout of the page has come to rest."""
    before, now = None, locator.bounding_box()
    while now != before:
        page.wait_for_timeout(300)
        before, now = now, locator.bounding_box()
    return now


def bar(page, number, word):
    return page.get_by_role("slider", name=f"Weight of {number} {word}", exact=True)


def test_a_bar_by_keyboard_changes_the_translation(open_page, changed):
    page = open_page(address(step=2))
    shows(page, changed())
    slider = bar(page, 4, "door")
    slider.focus()
    page.keyboard.press("End")
    expect(page.get_by_text("Edited · 1 change")).to_be_visible()
    settled(page)
    (change,) = changes_in(page)
    assert change.step == 2
    weights = dict(change.weights)
    assert weights[3] == 1
    shows(page, changed(), changed(change))
    expect(slider).to_be_focused()  # the rerun of the page left the bars as they are
    used = page.locator(".weight-bars output")
    total = sum(weights.values())
    expect(used.nth(3)).to_have_text(f"{100 / total:.0f}%")


def test_what_becomes_of_it_is_beside_controls_that_do_not_move(open_page, changed):
    page = open_page(address(step=2))
    shows(page, changed())
    settled(page)
    slider, original = bar(page, 4, "door"), page.locator("p.hindi").first
    before = resting_box(page, slider)
    assert original.bounding_box()["x"] > before["x"] + before["width"]
    slider.focus()
    page.keyboard.press("End")
    edited = page.locator("p.hindi").nth(1)
    expect(edited).to_be_visible()
    settled(page)
    assert resting_box(page, slider) == before
    assert edited.bounding_box()["x"] == original.bounding_box()["x"]
    expect(edited).to_be_in_viewport()


def test_what_is_typed_stays_as_typed(open_page, changed):
    page = open_page(address(step=1))
    box = page.get_by_role("spinbutton", name="Weight of 2 close, typed")
    box.fill("7.50")
    expect(page.get_by_text("Edited · 1 change")).to_be_visible()
    settled(page)
    expect(box).to_have_value("7.50")
    (change,) = changes_in(page)
    assert dict(change.weights)[1] == 7.5
    shows(page, changed(), changed(change))
    box.fill("-1")
    expect(page.get_by_text("The weight of close is not a number of 0 or more.")).to_be_visible()
    assert changes_in(page) == (change,)


def test_a_link_shows_another_person_the_same(open_page, changed):
    changes = (SetAlpha(step=2, weights=((3, 1.0),)), FreezeContext(context="first"))
    page = open_page(address(changes=write_changes(changes)))
    shows(page, changed(), changed(*changes))
    expect(page.get_by_text("Edited · 2 changes")).to_be_visible()
    expect(page.get_by_text("Edited translation")).to_be_visible()
    again = open_page(page.url)
    shows(again, changed(), changed(*changes))
    again.get_by_role("button", name="Undo 2").click()
    shows(again, changed(), changed(changes[0]))
    shows(page, changed(), changed(*changes))  # sessions do not see each other's changes


def test_all_of_alpha_on_one_word_by_finger(open_page, changed):
    page = open_page(address(step=2), width=390, height=844, touch=True)
    shows(page, changed())
    page.get_by_role("radio", name="door").tap()
    change = SetAlpha(step=2, weights=((3, 1.0),))
    shows(page, changed(), changed(change))
    page.get_by_role("button", name="Undo 1").tap()
    shows(page, changed())


def test_a_likely_piece_is_forced_by_mouse(open_page, changed):
    trace = changed()
    page = open_page(address(step=1, letters="devanagari", **{"try": "word"}))
    shows(page, trace)
    other = next(c.piece for c in trace.candidates[0] if c.piece != trace.target_pieces[0])
    change = ForceWord(step=1, pieces=(other,))
    expected = changed(change)
    page.get_by_role("radio").filter(has_text=other.removeprefix("▁")).first.click()
    shows(page, trace, expected)


def test_hidden_words_and_a_frozen_context(open_page, changed):
    page = open_page(address(**{"try": "mask"}))
    shows(page, changed())
    page.get_by_role("button", name="close", exact=True).click()
    expect(page.get_by_text("α never sees “close”")).to_be_visible()
    page.get_by_role("radio", name="Freeze c").click()
    page.get_by_role("radio", name="The mean of all hⱼ").click()
    expect(page.get_by_text("Edited · 2 changes")).to_be_visible()
    settled(page)
    shows(page, changed(), changed(*changes_in(page)))


def node(page, number):
    return page.locator(f'.beam-tree [data-node="{number}"]')


def test_the_tree_shows_every_kept_node_on_the_way_and_folds_the_rest(open_page, changed):
    tree = changed().tree
    page = open_page(address(letters="devanagari", **{"try": "tree"}))
    for number in tree.path(tree.best):
        expect(node(page, number)).to_be_visible()
        expect(node(page, number)).to_have_attribute(
            "aria-label", re.compile(f"p {tree.nodes[number].to_json()['probability']:.3f}.*kept")
        )
    dropped = next(k for k, n in enumerate(tree.nodes) if not n.kept and n.step == 2)
    expect(node(page, dropped)).to_have_count(0)
    node(page, tree.nodes[dropped].parent).dblclick()
    expect(node(page, dropped)).to_be_visible()


def test_the_tree_by_keyboard_and_going_on_from_a_node(open_page, changed):
    trace = changed()
    tree = trace.tree
    page = open_page(address(letters="devanagari", **{"try": "tree"}))
    best = node(page, tree.best)
    expect(best).to_have_attribute("tabindex", "0")
    best.focus()
    page.keyboard.press("Home")
    expect(node(page, tree.path(tree.best)[0])).to_be_focused()
    page.keyboard.press("ArrowDown")
    second = max(
        (
            k
            for k, n in enumerate(tree.nodes)
            if n.step == 1 and n.kept and k != tree.path(tree.best)[0]
        ),
        key=lambda k: tree.nodes[k].total,
    )
    expect(node(page, second)).to_be_focused()
    expect(page.get_by_text("α of steps 1 to 1, until the chosen node:")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Edited · 1 change")).to_be_visible()
    settled(page)
    change = ForceWord(step=1, pieces=tree.pieces(second))
    assert changes_in(page) == (change,)
    shows(page, trace, changed(change))


def test_the_tree_by_finger_zooms_and_is_saved(open_page, changed):
    page = open_page(address(**{"try": "tree"}), width=390, height=844, touch=True)
    svg = page.locator(".beam-tree svg")
    width = svg.bounding_box()["width"]
    page.get_by_role("button", name="Zoom out").tap()
    assert svg.bounding_box()["width"] < width
    with page.expect_download() as saved:
        page.locator(".beam-tree").get_by_role("button", name="Download SVG").tap()
    picture = saved.value.path().read_text(encoding="utf-8")
    assert "var(--" not in picture
    ET.fromstring(picture)
    # Devanagari is drawn as outlines, which no program lacks; no label leaves its box.
    letters = "text => /[\\u0900-\\u097f]/.test(text.textContent)"
    page.set_content(picture)
    assert page.locator("svg text").evaluate_all(f"all => all.filter({letters}).length") == 0
    pieces = {n.piece.removeprefix("▁") for n in changed().tree.nodes if n.kept and n.step == 1}
    drawn = page.locator("svg g.words").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert pieces & {re.sub(r"^_|\s.*", "", label) for label in drawn}
    outside = page.locator("svg g[data-node]").evaluate_all(OUTSIDE)
    assert outside == []


# Labels of nodes that are wider than the box of their node, in a saved or a shown tree.
OUTSIDE = """nodes => nodes.flatMap(node => {
    const box = node.querySelector('rect').getBBox();
    return [...node.children].filter(e => ['text', 'g'].includes(e.tagName)).filter(e => {
        const own = e.getBBox();
        return own.x < box.x || own.x + own.width > box.x + box.width;
    }).map(e => e.textContent);
})"""


@pytest.mark.parametrize("width", [390, 1440])
def test_a_long_sentence_stays_inside_the_page(open_page, width):
    page = open_page(address(LONG, **{"try": "tree"}), width=width)
    expect(page.locator(".beam-tree .node").first).to_be_visible()
    assert page.locator(".beam-tree .node").evaluate_all(OUTSIDE) == []
    stage = page.locator(".beam-tree .stage")
    assert stage.evaluate("e => e.scrollWidth > e.clientWidth")
    settled(page)
    assert page.evaluate(
        "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    )


def test_what_c_remembers(open_page, served_models):
    """Deeper tints for surer words, by keyboard for each rung; without probes, the command."""
    infos = Explorer(models=served_models).models()
    names = [opening_models(infos)[kind] for kind in ("vanilla", "attention")]
    rows = [row for info in infos if info.name in names for row in info.card.probes]
    page = open_page(address(**{"try": "memory"}))
    expect(page.get_by_text("A probe is one linear layer")).to_be_visible()
    settled(page)
    if not rows:
        for name in names:
            expect(page.get_by_text(f"probe --model {name} --train")).to_be_visible()
        return
    tinted = page.locator(".probed-words .probed")
    tints = tinted.evaluate_all(
        "all => all.map(e => [Number(e.style.getPropertyValue('--p')), getComputedStyle(e)"
        ".backgroundColor.match(/[\\d.]+/g).map(Number).at(-1)])"
    )
    assert len(tints) >= len(SENTENCE.split()) - 1
    for p, alpha in tints:
        assert alpha == pytest.approx(0.5 * p, abs=0.02)
    page.get_by_role("radio", name="A growing sentence").press("Space")
    expect(page.locator(".probed-words")).to_have_count(len(rows) * len(GROWING_SENTENCES))


def test_no_serious_accessibility_faults(open_page):
    """Every experiment, one after the other, beside an edited translation."""
    changes = write_changes([SetAlpha(step=2, weights=((1, 1.0),))])
    page = open_page(address(changes=changes))
    for name, shown in (
        ("α", ".weight-bars"),
        ("Word", "[aria-label='Or type a Hindi word']"),
        ("Hide", ".stButtonGroup"),
        ("Freeze c", ".stSlider"),
        ("Beam tree", ".beam-tree .node"),
        ("What c remembers", ".stPlotlyChart, .note"),
    ):
        page.get_by_role("radio", name=name, exact=True).click()
        expect(page.locator(shown).first).to_be_visible()
        settled(page)
        for look in each_look(page):
            assert faults(page) == [], (name, look)


def test_the_player_leads_to_the_step_to_change(open_page):
    page = open_page("/step_by_step?" + urlencode({"sentence": SENTENCE}))
    page.get_by_role("button", name="Forward").click()
    page.get_by_role("button", name="Change this step").click()
    page.wait_for_url(re.compile("/lab"))
    expect(page.locator(".weight-bars")).to_have_attribute("aria-label", "Weights of step 2")
