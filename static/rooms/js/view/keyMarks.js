import { codeLabel, handOf, lettersByKey } from '../play/keymap.js';
import { KEYS, keyNames, namesOfC } from '../play/keys.js';
import { placeInScale } from '../play/scales.js';

/**
 * What stands on the keys: letters of the computer keyboard, note names, the scale.
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {import('./piano.js').Piano} piano
 */
export function createKeyMarks(settings, piano) {
  let label = codeLabel;
  let whole = piano.range.whole;
  const none = new Map();

  function mark() {
    const values = settings.get();
    // A narrow screen has no such keyboard before it; there one wants to know where on the piano one is.
    const letters = values.keyLetters && whole ? lettersByKey(handOf(values), label) : none;
    const fewNames = values.keyLetters && !whole ? namesOfC() : none;
    piano.mark((index) => ({
      letter: letters.get(index) ?? '',
      name: (values.noteNames ? keyNames() : fewNames).get(index) ?? '',
      place: placeInScale(KEYS[index].midi, values.scale, values.scaleRoot),
    }));
  }

  settings.subscribe(['keyLayout', 'octave', 'transpose', 'keyLetters', 'noteNames', 'scale', 'scaleRoot'], mark);
  piano.onMove(() => {
    if (whole === piano.range.whole) return;
    whole = piano.range.whole;
    mark();
  });
  printedLetters().then((map) => {
    if (!map) return;
    label = (code) => map.get(code)?.toUpperCase() ?? codeLabel(code);
    mark();
  });
}

/** What is printed on the visitor's keys; not every browser tells. @returns {Promise<Map<string, string> | undefined>} */
async function printedLetters() {
  const keyboard = /** @type {{getLayoutMap?: () => Promise<Map<string, string>>} | undefined} */ (
    Reflect.get(navigator, 'keyboard')
  );
  return keyboard?.getLayoutMap?.().catch(() => undefined);
}
