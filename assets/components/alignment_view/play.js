// Writing the target words one by one, each with its row of weights.

const WORD_MS = 900; // that a word stays the last one
const CALM = "(prefers-reduced-motion: reduce)"; // then each press writes one word

class Play {
  // `show(count)` shows the first words only, all of them if it is null.
  constructor({ count, show, open }) {
    Object.assign(this, { count, show, written: null, timer: null });
    this.calm = matchMedia(CALM).matches;
    this.button = element("button", { type: "button", class: "run" });
    this.button.addEventListener("click", () => this.press());
    this.onward = open ? element("button", { type: "button", class: "onward" }) : null;
    this.onward?.addEventListener("click", open);
    this.name();
  }

  get nodes() {
    return [this.button, this.onward].filter(Boolean);
  }

  press() {
    if (this.calm) this.next();
    else if (this.timer) this.pause();
    else {
      this.next();
      this.timer = setInterval(() => this.next(), WORD_MS);
      this.name();
    }
  }

  next() {
    if (this.written === this.count) {
      if (this.timer || this.calm) return this.stop();
    }
    this.written = this.written === null || this.written === this.count ? 1 : this.written + 1;
    this.show(this.written);
    this.name();
  }

  pause() {
    clearInterval(this.timer);
    this.timer = null;
    this.name();
  }

  // Show everything again.
  stop() {
    const shown = this.written !== null;
    this.written = null;
    this.pause();
    if (shown) this.show(null);
  }

  name() {
    const left = this.written !== null && this.written < this.count;
    this.button.textContent = this.timer ? "❚❚ Pause" : this.calm ? (left ? `▶ Word ${this.written + 1} of ${this.count}` : "▶ Write word by word") : left ? "▶ Go on" : "▶ Watch it write";
  }

  at(word) {
    if (this.onward) this.onward.textContent = `Open word ${word + 1} in the player`;
  }
}
