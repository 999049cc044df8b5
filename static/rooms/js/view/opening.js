/**
 * The page appears in steps: the piano at once, texts when they are read, the room when we are in it (or cannot be).
 * What comes later holds its place unseen, so that nothing that is seen moves while the page loads.
 * @param {import('../room/state.js').RoomStore} store
 */
export function appear(store) {
  const { dataset } = document.documentElement;
  dataset.opening = 'room';
  store.subscribe(['room', 'connection'], ({ room, connection }) => {
    if (room || connection.phase === 'waiting' || connection.phase === 'offline') delete dataset.opening;
  });
}
