// A room full of hot-plugging must not become a flood.
const QUIET_MS = 500;

/**
 * Tells the server which MIDI devices there are (docs/protocol.md, 4.4).
 * @param {import('./midi.js').Midi} midi
 * @param {import('../net/socket.js').Socket} socket
 */
export function reportDevices(midi, socket) {
  let timer = 0;
  let told = '[]';

  function tell() {
    timer = 0;
    const list = midi.devices.map(({ kind: type, manufacturer, name, version, enabled }) => (
      { type, manufacturer, name, version, enabled, volume: 1 }
    ));
    const words = JSON.stringify(list);
    if (words !== told && socket.sendArray([{ m: 'devices', list }])) told = words;
  }

  function soon() {
    timer ||= setTimeout(tell, QUIET_MS);
  }

  midi.events.on('change', soon);
  socket.events.on('hi', () => {
    told = '[]';
    soon();
  });
}
