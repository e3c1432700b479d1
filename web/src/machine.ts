/**
 * The states of one capture, and what leads from one to the next. Nothing else decides: an input
 * that a state does not list is ignored, so that a late message cannot bring a capture back to
 * life.
 */

/* prettier-ignore */
const TABLE = {
  //             input: next state
  notice:       { begin: "camera", again: "waiting", fault: "failed" },
  camera:       { opened: "connecting", fault: "failed" },
  connecting:   { welcome: "capturing", lost: "reconnecting", checking: "checking", pass: "passed", fail: "refused", fault: "failed" },
  capturing:    { hidden: "paused", lost: "reconnecting", checking: "checking", pass: "passed", fail: "refused", fault: "failed" },
  paused:       { shown: "capturing", lost: "reconnecting", checking: "checking", pass: "passed", fail: "refused", fault: "failed" },
  reconnecting: { welcome: "capturing", checking: "checking", pass: "passed", fail: "refused", fault: "failed" },
  checking:     { lost: "recovering", pass: "passed", fail: "refused", fault: "failed" },
  recovering:   { checking: "checking", pass: "passed", fail: "refused", unknown: "decided", fault: "failed" },
  passed:       { again: "waiting", begin: "camera", reset: "notice" },
  refused:      { again: "waiting", begin: "camera", reset: "notice" },
  decided:      { again: "waiting", begin: "camera", reset: "notice" },
  failed:       { again: "waiting", begin: "camera", reset: "notice", fault: "failed" },
  waiting:      { begin: "camera", reset: "notice", fault: "failed" },
} as const satisfies Record<string, Record<string, string>>;

export type State = keyof typeof TABLE;
type Inputs<S> = S extends State ? keyof (typeof TABLE)[S] : never;
export type Input = Inputs<State>;

/** States in which the camera may be on. */
export const LIVE: ReadonlySet<State> = new Set<State>([
  "camera",
  "connecting",
  "capturing",
  "paused",
  "reconnecting",
]);
/** States that end one capture. */
export const ENDED: ReadonlySet<State> = new Set<State>(["passed", "refused", "decided", "failed"]);

export const STATES = Object.keys(TABLE) as readonly State[];

/** Return the state after an input, or undefined where the state does not take it. */
export function next(state: State, input: Input): State | undefined {
  return (TABLE[state] as Partial<Record<Input, State>>)[input];
}

export type Watcher = (state: State, from: State) => void;

/** One capture's state, and whoever wants to know of each step. */
export class Machine {
  #state: State = "notice";
  readonly #watchers = new Set<Watcher>();

  get state(): State {
    return this.#state;
  }

  /** Call a watcher after each step, in the order of their coming; returns how to end that. */
  watch(watcher: Watcher): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Take one input; tell whether the state took it. */
  take(input: Input): boolean {
    const from = this.#state;
    const to = next(from, input);
    if (to === undefined) return false;
    this.#state = to;
    for (const watcher of [...this.#watchers]) watcher(to, from);
    return true;
  }
}
