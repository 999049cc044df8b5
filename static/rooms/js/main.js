import { createFacade } from './facade.js';
import { ServerClock } from './net/clock.js';
import { createApi } from './net/api.js';
import { currentToken, introduce, keepTime } from './net/session.js';
import { Socket } from './net/socket.js';
import { reportDevices } from './play/deviceReport.js';
import { playByKeyboard } from './play/keyboard.js';
import { listen } from './play/listener.js';
import { Midi } from './play/midi.js';
import { Performer } from './play/performer.js';
import { playByPointer } from './play/pointer.js';
import { roomFromLocation } from './room/address.js';
import { applyMessages } from './room/apply.js';
import { createIntents } from './room/intents.js';
import { readLimits } from './room/limits.js';
import { createMeter } from './room/meter.js';
import { keepMuted } from './room/muted.js';
import { createSettings } from './room/settings.js';
import { createRoomStore } from './room/state.js';
import { SoundEngine } from './sound/engine.js';
import { createVolumes } from './sound/volumes.js';
import { byId } from './util/dom.js';
import { createEmitter } from './util/emitter.js';
import { t } from './util/i18n.js';
import { onStorageFailure } from './util/storage.js';
import { followAddress } from './view/address.js';
import { createAnnouncer } from './view/announcer.js';
import { createApp } from './view/app.js';
import { createBar } from './view/bar.js';
import { createBlips } from './view/blips.js';
import { Chat } from './view/chat.js';
import { createControls } from './view/controls.js';
import { CrownView } from './view/crown.js';
import { CursorLayer, shareCursor } from './view/cursors.js';
import { createKeyMarks } from './view/keyMarks.js';
import { createKickban } from './view/kickban.js';
import { followLanguage } from './view/language.js';
import { createMembers } from './view/members.js';
import { createNameDialog } from './view/name.js';
import { createMidiPanel } from './view/midi.js';
import { createNotices } from './view/notices.js';
import { appear } from './view/opening.js';
import { PeopleRow } from './view/people.js';
import { PersonDialog } from './view/person.js';
import { createPersonVolume } from './view/personVolume.js';
import { Piano } from './view/piano.js';
import { Picture } from './view/picture.js';
import { Presses } from './view/presses.js';
import { createReports } from './view/report.js';
import { Ribbons } from './view/ribbons.js';
import { createRooms } from './view/rooms.js';
import { createRoomSettings } from './view/roomSettings.js';
import { createSettingsDialog, followTheme } from './view/settings.js';
import { createShare } from './view/share.js';
import { createSiteBan } from './view/siteBan.js';
import { setUpMusic } from './view/setUpMusic.js';
import { followSound } from './view/sound.js';
import { createStaffSheet } from './view/staff.js';
import { followStaffLink } from './view/staffLink.js';
import { createStrip } from './view/strip.js';
import { followTitle } from './view/title.js';
import { createUserDialog } from './view/user.js';
import { createVisuals } from './view/visuals.js';
import { createSoundHint, createWelcome } from './view/welcome.js';

const staticBase = document.documentElement.dataset.staticBase ?? '/static/';
const socketUrl = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;

const limits = readLimits(byId('limits', HTMLScriptElement).text);
const settings = createSettings();

/** @type {import('./util/emitter.js').Emitter<import('./types.js').Signals>} */
const signals = createEmitter();
const store = createRoomStore();

followTheme(settings);
keepMuted(store);
await followLanguage(settings, `${staticBase}rooms/i18n/`, [settings, store]);
appear(store);

const socket = new Socket(socketUrl);
const clock = new ServerClock();
const engine = new SoundEngine();

introduce(socket);
keepTime(socket, clock);
applyMessages(socket.events, store, signals);
const meter = createMeter(socket.events, store);
const intents = createIntents(socket, store, roomFromLocation(location, limits.room_id_length), limits);
const performer = new Performer({ engine, meter, store, socket, clock, signals, limits });
const listener = listen({ engine, store, socket, clock, settings, signals });

const visuals = createVisuals(signals);
const piano = new Piano(settings);
createStrip(piano);
const picture = new Picture();
new Ribbons(piano, visuals, picture, settings);
new Presses(piano, visuals, picture);
createBlips(piano, visuals, picture);
playByPointer(piano.surface, (event) => piano.locate(event), performer, settings);
playByKeyboard(performer, settings);
performance.mark('playable');
const midi = new Midi({ performer, settings, signals });
reportDevices(midi, socket);

const tell = createNotices(signals, createAnnouncer(store, signals));
onStorageFailure(() => tell(t('notice.storage'), { id: 'storage' }));
const openName = createNameDialog(store, intents);
const api = createApi({ token: currentToken });
const reports = createReports({ store, intents, api, tell });
const open = (/** @type {string} */ id) => (id === store.get().ownId ? openName() : person.open(id));
const chat = new Chat(store, settings, intents, {
  open: (sender) => open(sender.id),
  report: (line) => reports.open(line.sender, line),
  reportable: (line) => reports.covers(line),
});
const person = new PersonDialog(store, intents, {
  listener,
  tell,
  write: (other) => chat.writeTo(other),
  mention: (id) => chat.mention(id),
  kickban: createKickban(store, intents, limits),
  reports,
  volume: createPersonVolume(createVolumes(engine)),
  setUser: createUserDialog(store, intents),
  siteBan: createSiteBan({ store, intents, api, tell, limits }),
});
new PeopleRow(store, visuals, open);
const members = createMembers({ store, intents, api, listener, open });
const share = createShare(store);
for (const [id, act] of /** @type {const} */ ([['people-button', members], ['share-button', share]])) {
  byId(id, HTMLButtonElement).addEventListener('click', act);
}
new CursorLayer(store, signals, settings, picture);
shareCursor(intents.moveCursor);
createRooms({ store, intents, settings, tell, share, members });
createRoomSettings(store, intents, limits);
createStaffSheet(store, intents);
createSettingsDialog(settings);
createMidiPanel(midi, settings);
setUpMusic({ settings, store, signals, performer, tell });
new CrownView(store, intents, clock, limits);
createBar(store, settings, clock, () => socket.retryNow());
createControls({ store, settings, performer });
createKeyMarks(settings, piano);
createWelcome(visuals);
createSoundHint(signals, engine, tell);
followStaffLink({ store, api, tell });
followAddress(store, intents, limits);
followTitle(store, signals);

followSound(settings, engine);
// A touch counts as a gesture only when the finger leaves.
for (const gesture of ['pointerdown', 'pointerup', 'keydown']) {
  addEventListener(gesture, () => engine.unlock(), { capture: true });
}
const keepPage = createApp({ socket, tell, settings });
Reflect.set(window, 'MPP', createFacade({ socket, clock, store, intents, meter, performer, engine, signals }));
socket.connect();
await engine.load(`${staticBase}vendor/salamander/`);
await keepPage();
