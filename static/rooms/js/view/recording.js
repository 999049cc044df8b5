import { writeFile } from '../midi/write.js';
import { byId, icon, make } from '../util/dom.js';
import { t } from '../util/i18n.js';
import { now } from '../util/now.js';
import { clockTime } from '../util/time.js';

const PERIOD_MS = 500;

/** @typedef {import('../midi/recorder.js').Take} Take */

/**
 * The record button, and the takes that were recorded in this visit.
 * @param {import('../room/recording.js').Recording} recording
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {object} around
 * @param {{open: () => void, close: () => void}} around.sheet
 * @param {import('./openFile.js').OpenFile} around.open
 * @param {import('./notices.js').Tell} around.tell
 */
export function createRecordingView(recording, settings, { sheet, open, tell }) {
  const buttons = [byId('record', HTMLButtonElement), byId('record-toggle', HTMLButtonElement)];
  const list = byId('takes', HTMLElement);
  let timer = 0;
  let count = 0;

  function tick() {
    const { since } = recording;
    const time = since === null ? '' : clockTime((now() - since) / 1000);
    byId('record-time', HTMLElement).textContent = time;
    const words = /** @type {HTMLElement} */ (buttons[1].querySelector('span'));
    words.textContent = since === null ? t('record.start') : `${t('record.stop')} · ${time}`;
  }

  function show() {
    const on = recording.since !== null;
    clearInterval(timer);
    if (on) timer = setInterval(tick, PERIOD_MS);
    tick();
    const label = t(on ? 'record.stop' : 'record.start');
    for (const button of buttons) button.setAttribute('aria-pressed', String(on));
    byId('record-name', HTMLElement).textContent = label;
    buttons[0].title = label;
  }

  for (const button of buttons) {
    button.addEventListener('click', () => (recording.since === null ? recording.start() : recording.stop()));
  }
  recording.events.on('change', show);
  recording.events.on('take', ({ take, full }) => {
    if (full) tell(t('record.full'), { id: 'record' });
    if (take.count === 0) {
      tell(t('record.nothing'), { id: 'record' });
      return;
    }
    list.prepend(takeRow(take, ++count, async (file, name) => {
      if (await open(file, name)) sheet.close();
    }));
    sheet.open();
  });
  settings.subscribe(['language'], show);
}

/** @param {Take} take @param {number} number @param {(file: Blob, name: string) => void} play */
function takeRow(take, number, play) {
  const name = t('record.take', { number });
  const file = fileName(take.title, new Date());
  const row = make('li', 'take');
  row.dataset.testid = 'take';
  const words = make('span', 'take-words', name);
  const facts = t('record.facts', { time: clockTime(take.duration), count: take.count });
  words.append(make('small', 'take-facts', facts));
  // Written when it is wanted: most takes are only heard once.
  const blob = () => new Blob([writeFile(take.title, take.tracks)], { type: 'audio/midi' });
  row.append(
    words,
    action('play', t('record.play', { name }), () => play(blob(), `${name}.mid`)),
    action('download', t('record.save', { name }), () => save(blob(), file), 'save'),
    action('trash', t('record.delete', { name }), () => row.remove(), 'delete'),
  );
  return row;
}

/** @param {string} symbol @param {string} label @param {() => void} act @param {string} [id] */
function action(symbol, label, act, id = symbol) {
  const button = make('button', 'button ghost');
  button.type = 'button';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.dataset.testid = `take-${id}`;
  button.append(icon(symbol));
  button.addEventListener('click', act);
  return button;
}

/** @param {Blob} blob @param {string} name */
function save(blob, name) {
  const link = make('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A name that every system takes. @param {string} room @param {Date} date */
export function fileName(room, date) {
  const clean = room.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60);
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${clean || 'piano'}-${day}-${two(date.getHours())}${two(date.getMinutes())}.mid`;
}
