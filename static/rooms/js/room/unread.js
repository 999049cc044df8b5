/** @typedef {Pick<import('../types.js').RoomState, 'room' | 'chat' | 'chatEpoch' | 'chatMuted'>} ChatState */

/**
 * How many lines have not been read, after a change that nobody saw.
 * @param {number} unread  before it
 * @param {ChatState} before
 * @param {ChatState} after
 */
export function countUnread(unread, before, after) {
  const { room, chat, chatEpoch, chatMuted } = after;
  if (before.room?.id !== room?.id) return 0;
  // A history is old, however new to us; and what was cleared is not there to be read.
  if (before.chatEpoch !== chatEpoch) return Math.min(unread, chat.length);
  const last = before.chat.at(-1);
  const fresh = chat.slice(last ? chat.lastIndexOf(last) + 1 : 0);
  return unread + fresh.filter(({ sender }) => !chatMuted.has(sender.id)).length;
}
