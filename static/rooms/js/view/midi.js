import { byId, make } from '../util/dom.js';
import { t } from '../util/i18n.js';

/** @typedef {import('../play/midi.js').Device} Device */

/**
 * The state of MIDI and a switch for each device.
 * @param {import('../play/midi.js').Midi} midi
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 */
export function createMidiPanel(midi, settings) {
  const status = byId('midi-status', HTMLElement);
  const sections = {
    input: byId('midi-inputs', HTMLElement),
    output: byId('midi-outputs', HTMLElement),
  };

  function show() {
    const { devices } = midi;
    const words = statusOf(midi.state, devices.length);
    if (status.textContent !== words) status.textContent = words;
    for (const kind of /** @type {const} */ (['input', 'output'])) {
      const own = devices.filter((device) => device.kind === kind);
      const list = /** @type {HTMLElement} */ (sections[kind].querySelector('ul'));
      sections[kind].hidden = own.length === 0;
      fill(list, own, (id, on) => midi.setEnabled(kind, id, on));
    }
  }

  midi.events.on('change', show);
  settings.subscribe(['language'], show);
}

/** @param {import('../play/midi.js').MidiState} state @param {number} count */
function statusOf(state, count) {
  switch (state) {
    case 'off': return t('midi.off');
    case 'asking': return t('midi.asking');
    case 'missing': return t('midi.missing');
    case 'refused': return t('midi.refused');
    case 'on': return count ? '' : t('midi.none');
  }
}

/**
 * Rows stay while their device does, so that a switch keeps the focus.
 * @param {HTMLElement} list
 * @param {Device[]} devices
 * @param {(id: string, on: boolean) => void} choose
 */
function fill(list, devices, choose) {
  const rows = new Map([...list.children].map((row) => [/** @type {HTMLElement} */ (row).dataset.id, row]));
  for (const device of devices) {
    const row = rows.get(device.id) ?? list.appendChild(deviceRow(device, choose));
    rows.delete(device.id);
    const box = row.querySelector('input');
    if (box) box.checked = device.enabled;
  }
  for (const row of rows.values()) row.remove();
}

/** @param {Device} device @param {(id: string, on: boolean) => void} choose */
function deviceRow({ id, name, manufacturer }, choose) {
  const row = make('li');
  const label = make('label', 'switch');
  const box = make('input');
  row.dataset.id = id;
  row.dataset.testid = 'midi-device';
  box.type = 'checkbox';
  box.addEventListener('change', () => choose(id, box.checked));
  const words = make('span', '', name || t('midi.unnamed'));
  if (manufacturer && !name.includes(manufacturer)) words.append(make('small', 'midi-maker', ` ${manufacturer}`));
  label.append(box, make('span', 'switch-face'), words);
  row.append(label);
  return row;
}
