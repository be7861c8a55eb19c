// What a page may rely on of <raft-scape>. A test compares it with the element. It changes only by additions; what would break a page comes
// with another `version` in what is told, and in a folder of another version.

/** What every event tells besides what happened. */
export interface Told {
  /** The version of these data: 1. */
  readonly version: 1;
}

/** Each event of the element, and its `detail`. Events do not bubble. */
export interface RaftScapeEvents {
  /** A run begins: the first one, another one, or that of a script. The seed is a whole number as text. */
  ready: Told & { readonly servers: number; readonly seed: string };
  /** Time runs. */
  play: Told;
  /** Time stops. */
  pause: Told;
  /** A step or a jump has come to its end: after so many events, so many microseconds into the run. */
  seek: Told & { readonly events: number; readonly micros: number };
  /** The reader, or the page, did something: as a line of a script says it; why, if it was refused. */
  action: Told & { readonly action: string; readonly refused?: string };
  /** Another branch of the run is shown; its name is empty if it has none. */
  branch: Told & { readonly name: string };
  /** A safety property is broken for the first time in this run, by this event; time stops. */
  violation: Told & { readonly event: number };
  /** The reader is to bring something about, or has. */
  goal: Told & { readonly words: string; readonly reached: boolean };
  /** A script asks something, and waits. */
  ask: Told & { readonly words: string };
  /** A script has come to its end, or cannot go on. */
  ended: Told & { readonly words: string; readonly passed: boolean };
  /** Something could not be done; the sentence stands in the figure. */
  error: Told & { readonly words: string };
  /**
   * Something has happened in the cluster, or another moment is shown: after so many events, so many microseconds; at most once a frame. Who
   * leads, in which term and with which commit index; 0 if nobody does.
   */
  change: Told & {
    readonly events: number;
    readonly micros: number;
    readonly leader?: string;
    readonly term: number;
    readonly commit: number;
  };
}

/** An entry of a log. */
export interface Entry {
  readonly index: number;
  readonly term: number;
  readonly operation: string;
}

/** A server at a moment. `lastIndex` is that of the whole log, with what lies in its snapshot; `durableIndex` that of its disk. */
export interface ServerState {
  readonly id: string;
  readonly role: string;
  readonly process: string;
  readonly term: number;
  readonly votedFor: string | null;
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly lastIndex: number;
  readonly durableIndex: number;
  readonly log: readonly Entry[];
  readonly snapshot: { readonly lastIndex: number; readonly lastTerm: number; readonly bytes: number } | null;
  readonly machine: Readonly<Record<string, number | string>>;
}

/** A cluster at a moment: the time in microseconds, how many events have happened, the highest term. */
export interface ClusterState extends Told {
  readonly time: number;
  readonly events: number;
  readonly seed: string;
  readonly leader: string | null;
  readonly term: number;
  readonly servers: readonly ServerState[];
}

/** What an attribute may be given as by its property; `null` takes the attribute away. */
export type Value = string | number | null;

/**
 * A Raft cluster in a page. Every attribute has a property: it reads as text, and empty where there is no attribute.
 *
 * Parts for styles: `figure`, `box`, `stage`, `picture`, `poster`, `start`, `text`, `error`, `retry`, `line`, `caption`, `link`.
 * Custom properties: `--raft-ratio` (16 / 10), `--raft-min-height` (320px), `--raft-border`, `--raft-radius` of the box; `--raft-paper`,
 * `--raft-ink`, `--raft-focus`, `--raft-font`, `--raft-serif`, `--raft-mono` of all that is in it.
 * What has `slot="poster"` inside is shown until the cluster is.
 */
export class RaftScape extends HTMLElement {
  /** The attributes that are listened to. */
  static readonly observedAttributes: string[];
  /** Where links to the full page lead: beside this file, unless a page says where. There are none if it is empty. */
  static site: string;

  /** The address of a script, a lesson, a recording, or a link to a run. */
  get src(): string;
  set src(value: Value);
  /** The name of a scenario, such as `figure-8`. */
  get scenario(): string;
  set scenario(value: Value);
  /** What everything random is drawn from: a whole number. */
  get seed(): string;
  set seed(value: Value);
  /** How many servers: 1 to 9. */
  get servers(): string;
  set servers(value: Value);
  /** Whether time runs as soon as the figure is seen; never for readers who prefer reduced motion. */
  get autoplay(): boolean;
  set autoplay(value: boolean | null);
  /** `auto`, a time of the run that a second shows (`10ms`), or a factor of the usual speed (`0.5`). */
  get speed(): string;
  set speed(value: Value);
  /** Where the run is when it is shown: a time (`250ms`), a mark of the script (`mark "name"`), or a condition. */
  get startAt(): string;
  set startAt(value: Value);
  /** Where time stops, in the same words. */
  get stopAt(): string;
  set stopAt(value: Value);
  /** The moment that is shown until time runs, in the same words. */
  get posterAt(): string;
  set posterAt(value: Value);
  /** The servers that matter, such as `S1 S3`: the attribute `focus`. */
  get focusOn(): string;
  set focusOn(value: Value);
  /** What stands below the figure, and is its accessible name. */
  get caption(): string;
  set caption(value: Value);
  /** What is shown first: `stage`, `snapshot`, `logs`, `why`, `story`, `clients`, `dials` or `run`. */
  get view(): string;
  set view(value: Value);
  /** Which panels are offered: their words; all without it, none if it is `none`. */
  get panels(): string;
  set panels(value: Value);
  /** `auto`, `full` or `none`. */
  get controls(): string;
  set controls(value: Value);
  /** `auto`, `light` or `dark`. */
  get theme(): string;
  set theme(value: Value);
  /** The address of a picture that is shown until the cluster is. */
  get poster(): string;
  set poster(value: Value);
  /** Whether readers may act on the cluster. */
  get interactive(): boolean;
  set interactive(value: boolean | null);
  /** When the cluster is brought: near the window (`lazy`), at once (`eager`), or on a click (`click`). */
  get loading(): string;
  set loading(value: Value);
  /** Whether keys work in the figure (`element`), or wherever the focus is (`document`). */
  get keys(): string;
  set keys(value: Value);
  /** Further options, in the words of `mount` or in those of attributes; they go before attributes, and before what is written in the page. */
  get options(): Readonly<Record<string, unknown>> | undefined;
  set options(value: Readonly<Record<string, unknown>> | undefined);

  /** Brings the cluster, if it is not there yet. All methods but `pause` and `dispose` do. */
  load(): Promise<void>;
  play(): Promise<void>;
  pause(): Promise<void>;
  /** Goes on by so many events; back, if it is negative. */
  step(count?: number): Promise<void>;
  /** Goes to a moment: milliseconds, or `250ms`, `start`, `end`, `mark "name"`, or a condition such as `leader is S2`. */
  seek(where: number | string): Promise<void>;
  /** Does what a line of the script language says, such as `crash leader`. */
  act(line: string): Promise<void>;
  /** Opens a link to a run in place of what is shown. */
  open(link: string): Promise<void>;
  /** A link to the full page at this moment. */
  toLink(): Promise<string>;
  /** The run as a script. */
  toScript(): Promise<string>;
  getState(): Promise<ClusterState>;
  /**
   * Tells a value now and whenever it changes: `term of S1`, `leader`, `role of S1`, `time`, or a condition, which is `yes` or `no`.
   * What is answered ends that.
   */
  watch(words: string, then: (value: string) => void): Promise<() => void>;
  /** Takes the cluster away. Its picture stays, and brings it back. */
  dispose(): void;

  addEventListener<K extends keyof RaftScapeEvents>(
    type: K,
    listener: (this: RaftScape, event: CustomEvent<RaftScapeEvents[K]>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "raft-scape": RaftScape;
  }
}
