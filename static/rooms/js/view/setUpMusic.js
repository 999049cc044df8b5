import { SongPlayer } from '../midi/player.js';
import { createRecording } from '../room/recording.js';
import { t } from '../util/i18n.js';
import { now } from '../util/now.js';
import { createMusicSheet } from './music.js';
import { acceptDrops, createOpenFile } from './openFile.js';
import { createRecordingView } from './recording.js';
import { createTracks } from './tracks.js';
import { createTransport } from './transport.js';

/**
 * Wires what plays files and records.
 * @param {object} parts
 * @param {import('../util/store.js').Store<import('../types.js').Settings>} parts.settings
 * @param {import('../room/state.js').RoomStore} parts.store
 * @param {import('../util/emitter.js').Emitter<import('../types.js').Signals>} parts.signals
 * @param {import('../play/performer.js').Performer} parts.performer
 * @param {import('./notices.js').Tell} parts.tell
 */
export function setUpMusic({ settings, store, signals, performer, tell }) {
  const player = new SongPlayer({
    notes: performer.notes,
    quota: () => store.get().quota,
    now,
    hidden: () => document.hidden,
  });
  const open = createOpenFile(player, settings, tell);
  const sheet = createMusicSheet(settings, open);
  acceptDrops(open);
  createTracks(player);
  createTransport(player, settings, (reason) => tell(t(`notice.${reason}`), { id: 'blocked' }));
  createRecordingView(createRecording(signals, store), settings, { sheet, open, tell });
}
