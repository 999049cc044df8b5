import { holdsCrown, mayChangeRoom, mayModerate, mayTakeCrownAnyTime } from './state.js';

// What is offered to whom. The server decides again; this is about not showing what would be refused.

/** @typedef {import('../types.js').RoomState} RoomState */

/** What can be done about the room. @param {RoomState} state */
export function roomActions(state) {
  const { room, permissions, connection } = state;
  const online = connection.phase === 'online' && room !== null;
  const clearChat = online && permissions.clearChat === true;
  const vanish = online && permissions.vanish === true;
  return {
    settings: mayChangeRoom(state),
    dropCrown: holdsCrown(state),
    getCrown: online && Boolean(room?.crown) && !holdsCrown(state) && mayTakeCrownAnyTime(state),
    clearChat,
    vanish,
    staff: clearChat || vanish,
  };
}

/** What can be done about somebody else in the room. @param {RoomState} state @param {string} id */
export function personActions(state, id) {
  const { room, permissions, people } = state;
  const here = people.has(id) && id !== state.ownId;
  const holder = room?.crown?.participantId === id;
  return {
    write: here && room?.settings.chat !== false,
    giveCrown: here && Boolean(room?.crown) && !holder && (holdsCrown(state) || mayTakeCrownAnyTime(state)),
    kickban: here && mayModerate(state),
    setUser: here && permissions.usersetOthers === true,
    siteBan: here && permissions.siteBan === true,
  };
}
