"""Quality by length as a person meets it: hovering, a file of one's own, and a way on."""

import csv
import io
import json

import pytest
from playwright.sync_api import expect

from attention_core.cli.parser import main
from attention_core.evaluation.measurement import METRICS, Measurement
from attention_core.explorer import Explorer
from pages.shared.state.view import of_pair, usual_pair
from tests.helpers.axe import faults
from tests.helpers.looks import each_look

PLOT = ".js-plotly-plot"
PAIRS = """
Close the window.	खिड़की बंद करो।
The tea is cold.	चाय ठंडी है।
My uncle sells fruit in the market.	मेरे चाचा बाज़ार में फल बेचते हैं।
Two boys carried the heavy box upstairs.	दो लड़के भारी डिब्बा ऊपर ले गए।
She asked him why he was late.	उसने उससे पूछा कि वह देर से क्यों आया।
The shepherd called his sheep by name.	चरवाहे ने अपनी भेड़ों को नाम से बुलाया।
Bring me the blue bag.	मुझे नीला थैला लाकर दो।
Nobody in the village knew his name.	गाँव में कोई उसका नाम नहीं जानता था।
The old king gave his ring to the youngest of his three sons.	बूढ़े राजा ने अपनी अँगूठी अपने तीन बेटों में सबसे छोटे को दी।
When the sun went down, the women lit the lamps and sang.	जब सूरज डूबा, तो औरतों ने दीये जलाए और गाने लगीं।
If you cross the bridge and turn left, you will see our house behind the temple.	अगर तुम पुल पार करके बाएँ मुड़ोगे, तो तुम्हें मंदिर के पीछे हमारा घर दिखेगा।
The merchant promised to come back before winter, but the snow fell early that year, and all the roads over the mountains were closed until the spring.	व्यापारी ने सर्दी से पहले लौटने का वादा किया था, पर उस साल बर्फ़ जल्दी गिरी और पहाड़ों के सारे रास्ते वसंत तक बंद रहे।
""".strip()  # noqa: E501


@pytest.fixture(scope="module")
def recorded(served_models):
    """What the cards say of each set, by file and model."""
    found = {}
    infos = Explorer(models=served_models, device="cpu").models()
    for info in of_pair(infos, pair=usual_pair((), models=infos)):
        for row in info.card.tests:
            if Measurement.from_json(row):
                found.setdefault(row["test"], {})[info.name] = row
    if not found:
        pytest.skip("no model here has figures by length in its card")
    return found


def traces(page):
    """Points of the plot as the browser holds them: name, place, value."""
    page.locator(f"{PLOT} .scatterlayer .point").first.wait_for()
    settled(page)
    return page.evaluate(
        """() => document.querySelector('.js-plotly-plot')._fullData
            .filter(trace => trace.mode != 'lines')
            .map(({name, x, y}) => ({name, x: [...x], y: [...y]}))"""
    )


def points(page):
    return {
        (trace["name"], x): y
        for trace in traces(page)
        for x, y in zip(trace["x"], trace["y"], strict=True)
    }


def spot(page, *, x, y):
    """A place of the plot on the screen, scrolled to."""
    return page.evaluate(
        """([x, y]) => {
            const plot = document.querySelector('.js-plotly-plot');
            plot.scrollIntoView({block: 'center'});
            const box = plot.getBoundingClientRect(), {xaxis, yaxis} = plot._fullLayout;
            return [box.x + xaxis._offset + xaxis.d2p(x), box.y + yaxis._offset + yaxis.d2p(y)];
        }""",
        [x, y],
    )


def give(page, text, name="ours.tsv"):
    page.get_by_role("radio", name="Your own file").click()
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
    )


def measured(page, text=PAIRS):
    give(page, text)
    page.get_by_role("button", name="Measure 12 pairs").click()
    expect(page.get_by_text("All lengths together")).to_be_visible(timeout=240_000)


def settled(page):
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.locator(PLOT)).to_have_count(1)


class TestTestSets:
    def test_the_curves_are_the_cards(self, open_page, recorded):
        page = open_page("/length")
        for metric, name in METRICS.items():
            page.get_by_role("radio", name=name).click()
            expect(page.get_by_role("figure", name=f"{name} against")).to_be_visible()
            assert points(page) == {
                (model, str(bucket.span)): bucket.scores[metric].value
                for model, row in recorded["bible_udb.tsv"].items()
                for bucket in Measurement.from_json(row).buckets
            }

    def test_hovering_tells_how_many_sentences(self, open_page, recorded):
        page = open_page("/length")
        name, row = next(iter(recorded["bible_udb.tsv"].items()))
        bucket = Measurement.from_json(row).buckets[2]
        score = bucket.scores["bleu"]
        assert points(page)
        page.mouse.move(*spot(page, x=str(bucket.span), y=score.value))
        label = page.locator(f"{PLOT} .hoverlayer")
        low, high = score.interval
        expect(label).to_contain_text(
            f"{name} : {score.value:.1f} ({low:.1f} to {high:.1f}), n = {bucket.n}"
        )

    def test_another_set(self, open_page, recorded):
        page = open_page("/length")
        assert points(page)
        page.get_by_label("Test set").click()
        page.get_by_role("option", name="Everyday sentences from Tatoeba").click()
        expect(page.get_by_text("tatoeba.tsv: everyday sentences")).to_be_visible()
        assert set(points(page).values()) == {
            part["bleu"] for row in recorded["tatoeba.tsv"].values() for part in row["by_length"]
        }


class TestOwnFile:
    def test_figures_are_those_of_the_command_line(
        self, open_page, served_models, tmp_path, capsys
    ):
        page = open_page("/length")
        measured(page)
        with page.expect_download() as coming:
            page.get_by_role("button", name="All figures (JSON)").click()
        ours = json.loads(coming.value.path().read_text(encoding="utf-8"))
        (tmp_path / "ours.tsv").write_text(PAIRS, encoding="utf-8")
        assert len(ours) == 2
        for row in ours:
            options = ["--model", row["model"], "--test", str(tmp_path / "ours.tsv"), "--json"]
            options += ["--models", str(served_models)]
            assert main(["evaluate", *options]) == 0
            printed = json.loads(capsys.readouterr().out)
            assert row | {"seconds": 0} == printed | {"seconds": 0}
        assert points(page) == {
            (row["model"], str(bucket.span)): bucket.scores["bleu"].value
            for row in ours
            for bucket in Measurement.from_json(row).buckets
        }
        with page.expect_download() as coming:
            page.get_by_role("button", name="Scores by length (CSV)").click()
        rows = list(csv.DictReader(io.StringIO(coming.value.path().read_text(encoding="utf-8"))))
        assert [float(row["chrF++"]) for row in rows] == [
            part["chrf"] for row in ours for part in row["by_length"]
        ]
        with page.expect_download() as coming:
            page.get_by_role("button", name="Translations (TSV)").click()
        lines = coming.value.path().read_text(encoding="utf-8").splitlines()
        assert lines[0].split("\t") == ["English", "Hindi", *(row["model"] for row in ours)]
        assert [line.split("\t")[:2] for line in lines[1:]] == [
            line.split("\t") for line in PAIRS.splitlines()
        ]

    def test_a_point_lists_its_sentences_and_one_is_opened(self, open_page, translated):
        page = open_page("/length")
        measured(page)
        value = next(y for (_, x), y in points(page).items() if x == "21–30")
        page.mouse.click(*spot(page, x="21–30", y=value))
        sentence, reference = PAIRS.splitlines()[-1].split("\t")
        expect(page.get_by_text("Pair 12 · 27 words")).to_be_visible()
        expect(page.get_by_text(sentence)).to_be_visible()
        expect(page.locator(".hindi").first).to_have_text(reference)
        written = [trace.translation for trace in translated(sentence).values()]
        expect(page.locator(".hindi")).to_have_text([reference, *written])
        main = page.get_by_test_id("stMain")
        main.get_by_role("link", name="Translate").click()
        box = page.get_by_label("English sentence", exact=True)
        expect(box).to_have_value(sentence)
        expect(page.locator(".other .text")).to_have_text(written[1])

    def test_it_can_be_stopped(self, open_page):
        page = open_page("/length")
        give(page, f"{PAIRS}\n" * 100)
        page.get_by_role("button", name="Measure 1,200 pairs").click()
        expect(page.get_by_text("of 2,400 sentences")).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Nothing is scored")).to_be_visible(timeout=120_000)
        expect(page.get_by_role("button", name="Stop")).to_have_count(0)

    def test_broken_lines_are_named_and_the_rest_is_used_when_agreed(self, open_page):
        page = open_page("/length")
        give(page, f"no tab here\n{PAIRS}\n<b>x</b>\n")
        notice = page.locator(".note")
        expect(notice).to_contain_text("2 of 14 lines cannot be used. Line 1: no tab")
        expect(notice).to_contain_text("line 14: no tab")
        page.get_by_role("button", name="Use the 12 good lines").click()
        expect(page.get_by_role("button", name="Measure 12 pairs")).to_be_enabled()


def test_no_serious_fault(open_page):
    page = open_page("/length")
    assert points(page)
    measured(page)
    page.get_by_role("radio", name="1–10").click()
    expect(page.get_by_text("Pair 1 ·")).to_be_visible()
    for look in each_look(page):
        assert faults(page) == [], look
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), look
