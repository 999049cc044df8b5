import { shiftOctave } from '../play/keyboard.js';
import { codeLabel, lettersByKey } from '../play/keymap.js';
import { namesOfC } from '../play/keys.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';

/**
 * The row under the piano.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} parts.settings
 * @param {import('../play/performer.js').Performer} parts.performer
 * @param {import('./piano.js').Piano} parts.piano
 */
export function createControls({ store, settings, performer, piano }) {
  byId('octave-down', HTMLButtonElement).addEventListener('click', () => shiftOctave(settings, -1));
  byId('octave-up', HTMLButtonElement).addEventListener('click', () => shiftOctave(settings, 1));
  settings.subscribe(['octave'], ({ octave }) => {
    const sign = octave > 0 ? '+' : octave < 0 ? '−' : '';
    byId('octave-label', HTMLElement).textContent = t('controls.octaveValue', { octave: sign + Math.abs(octave) });
  });
  bindVolume(settings);
  bindPedal(performer);
  showLetters(settings, piano);
  showQuota(store);
  // A button that was clicked must not take the space bar away from the pedal.
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (event.detail > 0 && button && !button.closest('dialog')) button.blur();
  });
}

/** @param {import('../util/store.js').Store<import('../types.js').Settings>} settings */
function bindVolume(settings) {
  const volume = byId('volume', HTMLInputElement);
  volume.addEventListener('input', () => settings.update({ volume: volume.valueAsNumber }));
  volume.addEventListener('change', () => volume.blur());
  settings.subscribe(['volume'], (values) => {
    volume.value = String(values.volume);
  });
}

/** @param {import('../play/performer.js').Performer} performer */
function bindPedal(performer) {
  const pedal = byId('pedal', HTMLButtonElement);
  pedal.addEventListener('click', () => performer.setPedal(!performer.pedal));
  performer.onPedal((down) => pedal.setAttribute('aria-pressed', String(down)));
}

/**
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {import('./piano.js').Piano} piano
 */
function showLetters(settings, piano) {
  let label = codeLabel;
  const show = () => {
    const { octave, keyLetters } = settings.get();
    // A narrow screen has no such keyboard before it; there one wants to know where on the piano one is.
    piano.setLetters(piano.range.whole ? lettersByKey(octave, label) : namesOfC(), keyLetters);
  };
  settings.subscribe(['octave', 'keyLetters'], show);
  piano.onMove(show);
  const keyboard = /** @type {{getLayoutMap?: () => Promise<Map<string, string>>} | undefined} */ (
    Reflect.get(navigator, 'keyboard')
  );
  // Not every browser tells what is printed on the keys.
  keyboard?.getLayoutMap?.().then((map) => {
    label = (code) => map.get(code)?.toUpperCase() ?? codeLabel(code);
    show();
  }).catch(() => undefined);
}

/** @param {import('../room/state.js').RoomStore} store */
function showQuota(store) {
  const meter = byId('quota', HTMLElement);
  const fill = /** @type {HTMLElement} */ (meter.querySelector('.quota-fill'));
  store.subscribe(['quota'], ({ quota: { points, max } }) => {
    const part = points / max;
    fill.style.transform = `scaleX(${part.toFixed(3)})`;
    meter.classList.toggle('low', part < 0.35);
    meter.classList.toggle('empty', part < 0.1);
    meter.setAttribute('aria-valuemax', String(max));
    meter.setAttribute('aria-valuenow', String(points));
  });
}
