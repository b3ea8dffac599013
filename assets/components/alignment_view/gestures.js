// What pointer and keyboard do in an alignment view.

const wordAt = (event) => event.target.closest(".label, button.word");

const GESTURES = {
  onClick(event) {
    const word = wordAt(event);
    if (word) {
      const [side, index] = [word.dataset.side, Number(word.dataset.index)];
      this.play.pause();
      this.focusWord(this.family(word), index);
      this.pick(side, index, { adding: event.ctrlKey || event.metaKey, extending: event.shiftKey });
      return;
    }
    const cell = this.cellAt(event);
    if (!cell) return;
    this.cursor = cell;
    if (this.state.editing) this.cycleLink(cell);
    else this.pick("target", cell[0], { adding: event.ctrlKey || event.metaKey, extending: event.shiftKey });
    this.showWeight(cell);
  },

  onPointerMove(event) {
    if (this.play.timer || event.pointerType === "touch") return;
    const word = wordAt(event);
    const cell = word ? null : this.cellAt(event);
    const place = word ? `${word.dataset.side} ${word.dataset.index}` : String(cell);
    if (place === this.hovered) return;
    this.hovered = place;
    if (word) this.point(word.dataset.side, Number(word.dataset.index));
    if (word?.matches("button")) this.drawing.reveal(word.dataset.side === "target" ? [Number(word.dataset.index), null] : [null, Number(word.dataset.index)]);
    else if (cell) this.point("target", cell[0]);
    else if (!word && !this.play.written) this.point(null);
    this.showWeight(cell);
  },

  onPointerOut(event) {
    if (this.frame.contains(event.relatedTarget) || event.pointerType === "touch") return;
    this.hovered = "";
    if (!this.play.written) this.point(null);
    this.showWeight(null);
    this.reportGold();
  },

  onFocusIn(event) {
    const word = wordAt(event);
    if (!event.target.matches(":focus-visible")) return;
    if (word) this.point(word.dataset.side, Number(word.dataset.index));
    else if (event.target === this.drawing.plane) this.moveCursor(this.cursor);
  },

  onFocusOut(event) {
    this.reportGold();
    if (wordAt(event) && !this.play.written && !this.hovered) this.point(null);
  },

  onKeyDown(event) {
    const { key } = event;
    const word = wordAt(event);
    if (key === "Escape") this.letGo();
    else if (word) {
      const index = Number(word.dataset.index);
      const nodes = this.family(word);
      const last = nodes.length - 1;
      const right = this.onward(word.dataset.side);
      const moves = { ArrowLeft: index - right, ArrowUp: index - 1, ArrowRight: index + right, ArrowDown: index + 1, Home: 0, End: last };
      if (key in moves) this.focusWord(nodes, clamp(0, moves[key], last));
      else if (key === "Enter" || key === " ") this.pick(word.dataset.side, index, { adding: event.ctrlKey || event.metaKey, extending: event.shiftKey });
      else return;
    } else if (event.target === this.drawing.plane) {
      const [i, j] = this.cursor;
      const [rows, columns] = [this.data.rows.length - 1, this.data.columns.length - 1];
      const right = this.onward("source");
      const all = event.ctrlKey || event.metaKey;
      const moves = {
        ArrowUp: [i - 1, j], ArrowDown: [i + 1, j], ArrowLeft: [i, j - right], ArrowRight: [i, j + right],
        PageUp: [i - 10, j], PageDown: [i + 10, j], Home: [all ? 0 : i, 0], End: [all ? rows : i, columns],
      };
      if (key in moves) this.moveCursor([clamp(0, moves[key][0], rows), clamp(0, moves[key][1], columns)]);
      else if (key !== "Enter" && key !== " ") return;
      else if (this.state.editing) this.cycleLink(this.cursor);
      else this.pick("target", i, { adding: all, extending: event.shiftKey });
    } else return;
    event.preventDefault();
  },

  // How many words further on the word at the right of a word is.
  onward(side) {
    return this.data[side].direction === "rtl" ? -1 : 1;
  },

  // The words among which the arrow keys move from a word.
  family(word) {
    const { side } = word.dataset;
    return word.classList.contains("label") ? this.drawing.labels[side] : this.words.buttons[side];
  },

  cellAt(event) {
    return this.stage.contains(event.target) ? this.drawing.at(event) : null;
  },
};
Object.assign(AlignmentView.prototype, GESTURES);
