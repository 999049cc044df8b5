import { keyForCode, MAX_OCTAVE, MIN_OCTAVE } from './keymap.js';

const VELOCITY = 0.6;

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.matches('input, textarea, select') || target.isContentEditable);
}

/**
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {number} step
 */
export function shiftOctave(settings, step) {
  settings.update({ octave: Math.min(MAX_OCTAVE, Math.max(MIN_OCTAVE, settings.get().octave + step)) });
}

/**
 * The computer keyboard as a piano: by physical place, so that AZERTY and QWERTZ play the same.
 * @param {import('./performer.js').Performer} performer
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function playByKeyboard(performer, settings) {
  /** @type {Map<string, number>} */
  const down = new Map();

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.code === 'Space' && !onButton(event.target)) {
      performer.setPedal(true);
      event.preventDefault();
    } else if (event.code === 'ArrowLeft' || event.code === 'ArrowRight') {
      if (!event.repeat && !onSlider(event.target)) shiftOctave(settings, event.code === 'ArrowLeft' ? -1 : 1);
    } else {
      const key = keyForCode(event.code, settings.get().octave + (event.shiftKey ? 1 : 0));
      if (key < 0) return;
      event.preventDefault();
      if (event.repeat || down.has(event.code)) return;
      down.set(event.code, key);
      performer.press(key, VELOCITY);
    }
  });
  addEventListener('keyup', (event) => {
    if (event.code === 'Space') performer.setPedal(false);
    const key = down.get(event.code);
    if (key === undefined) return;
    down.delete(event.code);
    // Two physical keys may mean one piano key; it sounds until the last of them is let go.
    if (![...down.values()].includes(key)) performer.release(key);
  });
  // Nobody tells us of keys that are let go elsewhere.
  addEventListener('blur', () => {
    down.clear();
    performer.releaseAll();
  });
}

/** Reached by Tab, a button keeps its Space. @param {EventTarget | null} target */
function onButton(target) {
  return target instanceof Element && target.matches('button:focus-visible, a:focus-visible, summary');
}

/** @param {EventTarget | null} target */
function onSlider(target) {
  return target instanceof Element && target.matches('[role=slider]');
}
