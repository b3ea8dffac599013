"""A made-up system's file, and the Corpus page that imports it."""

import json

from playwright.sync_api import expect

from tests.helpers import attention_files

COUNT = 40


def write_system(path, *, seed, bad=()):
    """JSON lines of sentences of 2 to 7 words; `bad` ones are no JSON."""
    lines = []
    for k in range(COUNT):
        words = [f"w{k}", *"abcdef"[: 1 + k % 6]]
        row = {
            "source_tokens": words,
            "target_tokens": ["लाल", "दीया"],
            "alpha": attention_files.weights(2, len(words), seed=seed + k).tolist(),
            "gold": "0-0 1-1",
        }
        lines.append("{" if k in bad else json.dumps(row, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def upload(page, path):
    """Import a file. The form is open as long as there is no corpus, and closes with the first."""
    form = page.locator("details", has_text="Add a corpus")
    expect(form).to_be_visible()
    if page.get_by_role("combobox", name="Corpus").count():
        expect(form).not_to_have_attribute("open", "")  # it takes a while to close
        page.get_by_text("Add a corpus").click()
    expect(form).to_have_attribute("open", "")
    # A file given while the script still draws the form is lost.
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.get_by_text("Recognised: JSON lines.")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
