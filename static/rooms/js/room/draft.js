// Whom the next message is for, and what it answers.

/** @typedef {import('../types.js').Draft} Draft */
/** @typedef {import('../types.js').ChatLine} ChatLine */
/** @typedef {import('../types.js').Participant} Participant */

const WORTH_TELLING = 100;

/**
 * How many UTF-16 units still fit, as the server counts them; null while there is room enough.
 * @param {string} text
 * @param {number} most
 */
export function charactersLeft(text, most) {
  const left = most - text.length;
  return left <= WORTH_TELLING ? left : null;
}

/** To everybody, answering nothing. @type {Draft} */
export const PLAIN = Object.freeze({ recipient: null, reply: null });

/** The other side of a private line. @param {ChatLine} line @param {string | null} ownId */
function partner({ sender, recipient }, ownId) {
  return recipient && sender.id === ownId ? recipient : sender;
}

/**
 * What was said in private is answered in private, what was said to all to all.
 * @param {ChatLine} line
 * @param {string | null} ownId
 * @returns {Draft}
 */
export function replyTo(line, ownId) {
  return { recipient: line.recipient ? partner(line, ownId) : null, reply: line };
}

/** @param {Participant} recipient @returns {Draft} */
export const writeTo = (recipient) => ({ recipient, reply: null });

/** @param {ChatLine} line @param {string | null} ownId @returns {Draft} */
export const writeBack = (line, ownId) => writeTo(partner(line, ownId));

/** One step back: first the reply, then the privacy. @param {Draft} draft @returns {Draft} */
export const stepBack = (draft) => (draft.reply ? { ...draft, reply: null } : PLAIN);

/** @param {Draft} draft */
export const isPlain = ({ recipient, reply }) => !recipient && !reply;

/**
 * A private talk goes on until it is left: nothing meant for one must slip out to all.
 * @param {Draft} draft
 * @returns {Draft}
 */
export const afterSending = (draft) => (draft.reply ? { ...draft, reply: null } : draft);

/**
 * Another history, another room or a cleared chat: what is gone cannot be answered.
 * @param {Draft} draft
 * @param {readonly ChatLine[]} lines
 * @returns {Draft}
 */
export function afterHistory(draft, lines) {
  const gone = draft.reply && !lines.some((line) => line.id === draft.reply?.id);
  return gone ? { ...draft, reply: null } : draft;
}

/**
 * @param {Draft} draft
 * @param {string} message
 * @returns {object} for the wire
 */
export function draftMessage({ recipient, reply }, message) {
  const answer = reply ? { reply_to: reply.id } : {};
  return recipient ? { m: 'dm', _id: recipient.id, message, ...answer } : { m: 'a', message, ...answer };
}
