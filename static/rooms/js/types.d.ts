// Shapes that cross module borders. Wire messages are read into these once, in net/protocol.js.

export interface Point { x: number; y: number }

export interface Tag { text: string; color: string }

export interface Participant {
  id: string;
  name: string;
  color: string;
  x: number;
  y: number;
  afk: boolean;
  vanished: boolean;
  tag?: Tag;
}

export interface Crown {
  userId?: string;
  participantId?: string;
  time: number;
  startPos: Point;
  endPos: Point;
}

export interface RoomSettings {
  visible: boolean;
  chat: boolean;
  crownsolo: boolean;
  'no cussing': boolean;
  noindex: boolean;
  allowBots: boolean;
  color: string;
  color2?: string;
  limit: number;
  minOnlineTime?: number;
  lobby?: boolean;
  owner_id?: string;
}

export interface RoomInfo {
  id: string;
  count: number;
  settings: RoomSettings;
  crown?: Crown;
  banned: boolean;
  /** When we saw it change last, in ms of any clock; 0 = not since we know it. */
  changed: number;
}

export interface ChatLine {
  id: string;
  time: number;
  text: string;
  sender: Participant;
  recipient?: Participant;
  /** Id of the line that this one answers; it may be gone. */
  replyTo?: string;
}

/** What the message that is being written will be. */
export interface Draft { recipient: Participant | null; reply: ChatLine | null }

export interface Note { key: number; delay: number; velocity: number; stop: boolean }

export interface QuotaNumbers { allowance: number; max: number; maxHistLen: number }

export interface Notice {
  id: string;
  title: string;
  text: string;
  duration: number;
  action?: { label: string; act: () => void };
  /** By which the banned find their ban and appeal. */
  appeal?: string;
}

export type ServerMessage =
  | { m: 'b' }
  | { m: 'hi'; t: number; user: Participant; permissions: Record<string, boolean>; token?: string; motd: string }
  | { m: 'permissions'; permissions: Record<string, boolean> }
  | { m: 't'; t: number; e?: number }
  | { m: 'ch'; room: RoomInfo; people: Participant[]; p?: string }
  | { m: 'p'; person: Participant }
  | { m: 'bye'; p: string }
  | { m: 'm'; id: string; x: number; y: number }
  | { m: 'n'; p: string; t: number; notes: Note[] }
  | { m: 'a'; line: ChatLine }
  | { m: 'dm'; line: ChatLine }
  | { m: 'c'; lines: ChatLine[] }
  | { m: 'custom' }
  | { m: 'ls'; complete: boolean; rooms: RoomInfo[] }
  | { m: 'nq'; quota: QuotaNumbers }
  | { m: 'notification'; notice: Notice };

export type MessageOf<M extends ServerMessage['m']> = Extract<ServerMessage, { m: M }>;

export type ConnectionPhase = 'connecting' | 'online' | 'waiting' | 'offline';

export interface Connection { phase: ConnectionPhase; retryAt: number }

export interface RoomState {
  connection: Connection;
  me: Participant | null;
  ownId: string | null;
  permissions: Record<string, boolean>;
  room: RoomInfo | null;
  /** The room that was asked for and has not answered yet. */
  joining: string | null;
  people: Map<string, Participant>;
  chat: ChatLine[];
  /** Counts the times the chat was replaced as a whole, so that views know when to start over. */
  chatEpoch: number;
  draft: Draft;
  rooms: Map<string, RoomInfo>;
  quota: { points: number; max: number };
  muted: Set<string>;
  chatMuted: Set<string>;
  cursorHidden: Set<string>;
  /** What a report may be about; empty while it is not known, or if the server takes none. */
  reportReasons: ReportReason[];
}

/** One of the server's reasons for a report: its code goes back, its text is shown. */
export interface ReportReason { code: string; text: string }

export type MuteList = 'muted' | 'chatMuted' | 'cursorHidden';

/** A note for the eyes: which key, whose colour, when (monotonic epoch ms). */
export interface VisualNote {
  owner: string;
  color: string;
  key: number;
  stop: boolean;
  at: number;
  velocity: number;
  /** Of own notes: which MIDI device, file or other hand they are from. */
  hand?: string;
}

/** Things that happen and are not state. */
export interface Signals {
  visual: VisualNote;
  cursor: { id: string; x: number; y: number };
  notice: Notice;
  blocked: { reason: 'crownsolo' | 'vanished' | 'quota' };
  /** The server closed the connection and says why. */
  refused: { reason: string };
  motd: string;
  /** The server has let us in. */
  admitted: null;
  /** Somebody named us, or wrote to us alone, just now. */
  addressed: ChatLine;
  /** Somebody plays, but the browser gives no sound before a gesture. */
  unheard: null;
}

export interface Settings extends PlaySettings {
  volume: number;
  timing: 'together' | 'balanced' | 'concert';
  theme: 'dark' | 'light' | 'system';
  ribbons: boolean;
  cursors: boolean;
  chatOpen: boolean;
  chatTimes: boolean;
  chatIds: boolean;
  roomSort: 'people' | 'name' | 'recent';
  language: string;
}

/** See room/playSettings.js for units. */
export interface PlaySettings {
  keyLayout: 'mpp' | 'vp';
  /** Moves the computer keyboard; `transpose` moves MIDI keyboards, too. */
  octave: number;
  transpose: number;
  /** How loud keys are that cannot be struck softly. */
  keyVelocity: number;
  velocityCurve: 'soft' | 'linear' | 'hard' | 'fixed';
  autoSustain: boolean;
  keyLetters: boolean;
  noteNames: boolean;
  scale: ScaleName | 'none';
  /** 0 = C … 11 = B */
  scaleRoot: number;
  /** How many white keys a narrow screen shows; 0 = as many as fingers can hit. */
  whiteKeys: number;
  instrument: 'piano' | 'epiano' | 'synth';
  synthWave: 'sine' | 'triangle' | 'square' | 'sawtooth';
  synthAttack: number;
  synthDecay: number;
  synthSustain: number;
  synthRelease: number;
  /** How much of the piano sounds along with the synth. */
  synthPiano: number;
  midi: boolean;
  /** Whether channel 10, the drums, is played as well. */
  midiDrums: boolean;
  /** Whether others' notes go to MIDI outputs, too. */
  midiOthers: boolean;
}

export type ScaleName =
  | 'major' | 'minor' | 'harmonicMinor' | 'majorPentatonic' | 'minorPentatonic' | 'blues' | 'dorian' | 'mixolydian';
