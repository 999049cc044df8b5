import { byId } from '../util/dom.js';
import { createPitch } from './pitch.js';

/**
 * The row under the piano.
 * @param {object} parts
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} parts.settings
 * @param {import('../play/performer.js').Performer} parts.performer
 */
export function createControls({ store, settings, performer }) {
  createPitch(settings);
  bindVolume(settings);
  bindPedal(performer, settings);
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
  // For who reached it by Tab it keeps the focus.
  volume.addEventListener('pointerup', () => volume.blur());
  settings.subscribe(['volume'], (values) => {
    volume.value = String(values.volume);
  });
}

/**
 * @param {import('../play/performer.js').Performer} performer
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
function bindPedal(performer, settings) {
  const pedal = byId('pedal', HTMLButtonElement);
  pedal.addEventListener('click', () => {
    if (performer.pedal > 0) performer.liftPedal();
    else performer.setPedal(1, 'button');
  });
  performer.onPedal((level) => {
    pedal.setAttribute('aria-pressed', String(level > 0));
    pedal.style.setProperty('--level', level.toFixed(2));
  });
  settings.subscribe(['autoSustain'], ({ autoSustain }) => {
    performer.setAutoSustain(autoSustain);
    pedal.classList.toggle('auto', autoSustain);
  });
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
