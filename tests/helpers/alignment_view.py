"""The alignment view in a browser: its words, cells and sentences."""

import numpy as np
from playwright.sync_api import expect

VIEW = ".alignment-view"


def settled(page, *, drawings=1):
    """The drawings are there, and the script of the page has ended."""
    expect(page.locator(f"{VIEW} .figure")).to_have_count(drawings)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    return page


def words(page, side):
    """The buttons of the words of one side, above the drawing."""
    return page.locator(f"{VIEW} button.word[data-side={side}]")


def labels(page, side):
    """The labels of the drawing on one side."""
    return page.locator(f"{VIEW} .label[data-side={side}]")


def texts(page, side):
    return words(page, side).locator(".text").all_text_contents()


def numbers(page, side):
    """The numbers below the words of one side."""
    shown = words(page, side).locator(".value").all_text_contents()
    return [float(text.replace("−", "-")) for text in shown]


def tints(page, side):
    """The shares of colour of the words of one side, 0 to 1."""
    shares = words(page, side).evaluate_all(
        "all => all.map(word => parseFloat(word.style.getPropertyValue('--share')) / 100)"
    )
    return np.array(shares)


def say(page):
    return page.locator(f"{VIEW} .say")


def shares(page, *, index=0):
    """The shares of colour of all cells of a heatmap, [rows, columns]."""
    rows = (
        page.locator(VIEW)
        .nth(index)
        .evaluate(
            """view => [...view.querySelectorAll('.weight-row')].map(row =>
                [...row.querySelectorAll('.cell')].map(cell =>
                    (cell.classList.contains('negative') ? -1 : 1)
                    * cell.getAttribute('fill-opacity')))"""
        )
    )
    return np.array(rows)


def cell(page, *, i, j):
    """The rectangle of a cell; i and j from 0."""
    return page.locator(f"{VIEW} .weight-row").nth(i).locator(".cell").nth(j)


def framed(page):
    """The row that is framed in the heatmap, from 0; None if there is none."""
    return page.locator(VIEW).first.evaluate(
        """view => {
            const band = view.querySelector('.band');
            if (!band) return null;
            const cell = view.querySelector('.cell');
            return Math.round(band.getAttribute('y') / (+cell.getAttribute('height') + 1));
        }"""
    )


def sentence(trace):
    """The texts of the target words of a Trace, as the view shows them."""
    return [*(word.text for word in trace.target_words[:-1]), "(end)"]


COUNT_MESSAGES = """() => {
    window.sent = 0;
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (...data) {
        window.sent += 1;
        return send.apply(this, data);
    };
}"""
