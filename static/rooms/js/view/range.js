import { KEYS, WHITE_COUNT, whiteEdge } from '../play/keys.js';

const COMFORTABLE_KEY = 40;
const WHOLE_PIANO_FROM = 900;
const FEWEST = 7;
const MIDDLE_C = 23;

/**
 * How many white keys fit so that fingers hit them.
 * @param {number} width  of the page, in pixels
 * @param {number} [wanted]  how many a narrow screen is to show, if the visitor chose
 */
export function fittingKeys(width, wanted = 0) {
  if (width >= WHOLE_PIANO_FROM) return WHITE_COUNT;
  if (wanted > 0) return wanted;
  return Math.max(FEWEST, Math.min(WHITE_COUNT, Math.round(width / COMFORTABLE_KEY)));
}

/** The visible part of the keyboard: how wide all of it is, and how far it is moved to the left. */
export class Range {
  visible = WHITE_COUNT;
  first = 0;
  viewWidth = 0;
  /** @type {{left: number, width: number}[]} */
  #boxes = KEYS.map((key) => this.#boxOf(key));

  /** @param {number} width @param {number} [wanted]  see {@link fittingKeys} */
  resize(width, wanted) {
    const before = this.visible;
    this.viewWidth = width;
    this.visible = fittingKeys(width, wanted);
    const start = before === WHITE_COUNT ? MIDDLE_C - Math.floor((this.visible - 7) / 2) : this.first;
    this.moveTo(this.whole ? 0 : start);
  }

  get whole() {
    return this.visible === WHITE_COUNT;
  }

  get fullWidth() {
    return Math.round((this.viewWidth * WHITE_COUNT) / this.visible);
  }

  get offset() {
    return whiteEdge(this.first, this.fullWidth);
  }

  /** @param {number} first */
  moveTo(first) {
    this.first = Math.min(WHITE_COUNT - this.visible, Math.max(0, Math.round(first)));
    this.#boxes = KEYS.map((key) => this.#boxOf(key));
  }

  /** Where a key is on the screen. @param {number} index */
  keyBox(index) {
    return this.#boxes[index];
  }

  /** @param {import('../play/keys.js').Key} key */
  #boxOf(key) {
    const scale = this.fullWidth / WHITE_COUNT;
    if (key.black) return { left: Math.round(key.left * scale) - this.offset, width: Math.round(key.width * scale) };
    const left = whiteEdge(key.white, this.fullWidth);
    return { left: left - this.offset, width: whiteEdge(key.white + 1, this.fullWidth) - left };
  }

  /**
   * From where to where a white key is seen between its black neighbours.
   * @param {number} index
   * @returns {[number, number]}
   */
  gapAbove(index) {
    const { left, width } = this.keyBox(index);
    const [before, after] = [KEYS[index - 1], KEYS[index + 1]];
    const from = before?.black ? this.keyBox(before.index) : null;
    const to = after?.black ? this.keyBox(after.index) : null;
    return [from ? from.left + from.width : left, to ? to.left : left + width];
  }
}
