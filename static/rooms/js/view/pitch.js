import { shiftPitch } from '../play/keyboard.js';
import { byId } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @param {number} steps */
const signed = (steps) => (steps > 0 ? '+' : steps < 0 ? '−' : '') + Math.abs(steps);

/**
 * How far computer and MIDI keyboards are moved: shown while it matters, and taken back by one click.
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function createPitch(settings) {
  byId('octave-down', HTMLButtonElement).addEventListener('click', () => shiftPitch(settings, 'octave', -1));
  byId('octave-up', HTMLButtonElement).addEventListener('click', () => shiftPitch(settings, 'octave', 1));
  settings.subscribe(['octave'], ({ octave }) => {
    byId('octave-label', HTMLElement).textContent = t('controls.octaveValue', { octave: signed(octave) });
  });

  for (const button of document.querySelectorAll('[data-transpose]')) {
    const step = Number(button.getAttribute('data-transpose'));
    button.addEventListener('click', () => shiftPitch(settings, 'transpose', step));
  }
  const chip = byId('transpose-chip', HTMLButtonElement);
  const value = byId('transpose-value', HTMLElement);
  const reset = byId('transpose-reset', HTMLButtonElement);
  for (const button of [chip, reset]) button.addEventListener('click', () => settings.update({ transpose: 0 }));
  settings.subscribe(['transpose'], ({ transpose }) => {
    value.textContent = signed(transpose);
    chip.hidden = transpose === 0;
    reset.disabled = transpose === 0;
    const steps = /** @type {HTMLElement} */ (chip.querySelector('.transpose-steps'));
    steps.textContent = signed(transpose);
  });
}
