import { byId } from '../util/dom.js';

const PATCH = /** @type {const} */ ([
  'instrument', 'synthWave', 'synthAttack', 'synthDecay', 'synthSustain', 'synthRelease', 'synthPiano',
]);

/**
 * The settings of sound reach the instrument, and the quick switch shows which it is.
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} settings
 * @param {import('../sound/engine.js').SoundEngine} engine
 */
export function followSound(settings, engine) {
  const quick = byId('instrument', HTMLSelectElement);
  settings.subscribe(['volume'], ({ volume }) => engine.setVolume(volume));
  settings.subscribe([...PATCH], (values) => {
    engine.setInstrument(values);
    quick.value = values.instrument;
    byId('synth-settings', HTMLElement).hidden = values.instrument !== 'synth';
  });
  quick.addEventListener('change', () => {
    settings.update({ instrument: /** @type {import('../types.js').Settings['instrument']} */ (quick.value) });
    // The letters are for playing again.
    quick.blur();
  });
}
