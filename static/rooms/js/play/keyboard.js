import { PLAY_RANGES } from '../room/playSettings.js';
import { handOf, keyForCode, plays } from './keymap.js';

/** @typedef {import('../util/store.js').Store<import('../types.js').Settings>} SettingsStore */

const FOOT = 'space';
/** What the arrow keys move, by one; with Shift `transpose` moves by an octave. */
/** @type {Record<string, ['octave' | 'transpose', number]>} */
const ARROWS = {
  ArrowLeft: ['octave', -1], ArrowRight: ['octave', 1], ArrowDown: ['transpose', -1], ArrowUp: ['transpose', 1],
};

/**
 * Moves what is played by computer or MIDI keyboards.
 * @param {SettingsStore} settings
 * @param {'octave' | 'transpose'} name
 * @param {number} step  octaves or semitones
 */
export function shiftPitch(settings, name, step) {
  const [least, most] = PLAY_RANGES[name] ?? [0, 0];
  settings.update({ [name]: Math.min(most, Math.max(least, settings.get()[name] + step)) });
}

/**
 * The computer keyboard as a piano.
 * @param {import('./performer.js').Performer} performer
 * @param {SettingsStore} settings
 */
export function playByKeyboard(performer, settings) {
  /** @type {Map<string, number>} */
  const down = new Map();

  /** @param {KeyboardEvent} event */
  function strike(event) {
    const hand = handOf(settings.get());
    if (!plays(event.code, hand)) return;
    event.preventDefault();
    if (event.repeat || down.has(event.code)) return;
    const key = keyForCode(event.code, hand, event.shiftKey);
    if (key < 0) return;
    down.set(event.code, key);
    performer.press(key, settings.get().keyVelocity, event.code);
  }

  /** @param {string} code */
  function lift(code) {
    const key = down.get(code);
    down.delete(code);
    if (key !== undefined) performer.release(key, code);
  }

  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.code === 'Space') {
      if (onButton(event.target)) return;
      performer.setPedal(1, FOOT);
      event.preventDefault();
    } else if (event.code in ARROWS) {
      if (!event.repeat && !hasArrows(event.target)) shiftByArrow(settings, event);
    } else {
      strike(event);
    }
  });
  addEventListener('keyup', (event) => {
    if (event.code === 'Space') performer.setPedal(0, FOOT);
    lift(event.code);
  });
  // Nobody tells us of keys that are let go elsewhere.
  addEventListener('blur', () => {
    performer.setPedal(0, FOOT);
    for (const code of [...down.keys()]) lift(code);
  });
}

/** @param {SettingsStore} settings @param {KeyboardEvent} event */
function shiftByArrow(settings, event) {
  const [name, step] = ARROWS[event.code];
  shiftPitch(settings, name, name === 'transpose' && event.shiftKey ? step * 12 : step);
}

const TEXT = 'input:not([type=range], [type=checkbox], [type=color]), textarea, select';

/** @param {EventTarget | null} target */
function isTyping(target) {
  return target instanceof HTMLElement && (target.matches(TEXT) || target.isContentEditable);
}

/** Reached by Tab, a button keeps its Space. @param {EventTarget | null} target */
function onButton(target) {
  return target instanceof Element && target.matches('button:focus-visible, a:focus-visible, summary');
}

/** Some parts of the page use the arrow keys themselves. @param {EventTarget | null} target */
function hasArrows(target) {
  return target instanceof Element && target.closest('[type=range], [role=slider], [role=log], [role=listbox]') !== null;
}
