import { KEYS, WHITE_COUNT } from '../play/keys.js';
import { byId, fitCanvas } from '../util/dom.js';

const OCTAVE = 7;
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageDown: -OCTAVE, PageUp: OCTAVE, Home: -WHITE_COUNT, End: WHITE_COUNT };

/**
 * On narrow screens: the whole piano in small, with a window to move.
 * @param {import('./piano.js').Piano} piano
 */
export function createStrip(piano) {
  const strip = byId('strip', HTMLElement);
  const track = byId('strip-track', HTMLElement);
  const frame = byId('strip-window', HTMLElement);
  const canvas = byId('strip-keys', HTMLCanvasElement);
  const { range } = piano;
  function show() {
    strip.hidden = range.whole;
    if (range.whole) return;
    frame.style.width = `${(100 * range.visible) / WHITE_COUNT}%`;
    frame.style.left = `${(100 * range.first) / WHITE_COUNT}%`;
    track.setAttribute('aria-valuemax', String(WHITE_COUNT - range.visible));
    track.setAttribute('aria-valuenow', String(range.first));
    const lowest = KEYS.find((key) => !key.black && key.white === range.first);
    track.setAttribute('aria-valuetext', lowest?.name ?? '');
  }

  /** @param {PointerEvent} event */
  const drag = ({ clientX }) => piano.moveTo(whiteKeyAt(track, clientX) - range.visible / 2);

  track.addEventListener('pointerdown', (event) => {
    track.setPointerCapture(event.pointerId);
    drag(event);
  });
  track.addEventListener('pointermove', (event) => {
    if (track.hasPointerCapture(event.pointerId)) drag(event);
  });
  track.addEventListener('keydown', (event) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    piano.moveTo(range.first + step);
  });
  for (const [id, step] of /** @type {const} */ ([['strip-left', -OCTAVE], ['strip-right', OCTAVE]])) {
    byId(id, HTMLButtonElement).addEventListener('click', () => piano.moveTo(range.first + step));
  }
  piano.onMove(show);
  show();
  new ResizeObserver(() => paintKeys(canvas)).observe(track);
}

/** @param {HTMLCanvasElement} canvas */
function paintKeys(canvas) {
  const { context, width, height } = fitCanvas(canvas);
  if (!context || width === 0) return;
  const scale = width / WHITE_COUNT;
  for (const key of KEYS) {
    context.fillStyle = key.black ? '#15171c' : '#d9d6cf';
    const right = key.black ? key.width * scale : scale - 1;
    context.fillRect(key.left * scale, 0, right, key.black ? height * 0.6 : height);
  }
}

/** @param {HTMLElement} track @param {number} clientX */
function whiteKeyAt(track, clientX) {
  const box = track.getBoundingClientRect();
  return ((clientX - box.left) / box.width) * WHITE_COUNT;
}
