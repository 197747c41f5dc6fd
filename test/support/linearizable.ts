/**
 * Whether a history of concurrent operations on one key could have been the work of a single copy that does one thing at a time: each operation takes effect at one
 * moment between its call and its return. Wing and Gong's search with Lowe's memory of what was tried already.
 */

/** One operation of one client; times are of one clock. */
export interface Done {
  readonly calledMs: number;
  readonly returnedMs: number;
  /** Whether it could happen in this state, and the state after it; undefined when it could not. States are compared by `===`. */
  readonly step: (state: string) => string | undefined;
}

interface Node {
  /** Of a call: which operation, and where it returns. */
  readonly operation: number;
  readonly isCall: boolean;
  readonly match: Node | undefined;
  previous: Node | undefined;
  next: Node | undefined;
}

/** @param initial state before the first operation */
export function isLinearizable(history: readonly Done[], initial: string): boolean {
  const head = listOf(history);
  const seen = new Set<string>();
  const stack: { readonly call: Node; readonly state: string }[] = [];
  let state = initial;
  let taken = 0n;
  let node = head.next;
  while (head.next !== undefined) {
    if (node?.isCall === true) {
      const after = history[node.operation]?.step(state);
      const with_ = taken | (1n << BigInt(node.operation));
      const memory = `${with_.toString(36)}:${after ?? ""}`;
      if (after === undefined || seen.has(memory)) {
        node = node.next;
        continue;
      }
      seen.add(memory);
      stack.push({ call: node, state });
      state = after;
      taken = with_;
      lift(node);
      node = head.next;
    } else {
      // The operation that returns here had no place before: another order must be tried.
      const last = stack.pop();
      if (last === undefined) return false;
      state = last.state;
      taken &= ~(1n << BigInt(last.call.operation));
      unlift(last.call);
      node = last.call.next;
    }
  }
  return true;
}

/** Calls and returns in the order of time, behind a head. */
function listOf(history: readonly Done[]): Node {
  const events = history.flatMap((done, operation) => {
    const end: Node = { operation, isCall: false, match: undefined, previous: undefined, next: undefined };
    const call: Node = { operation, isCall: true, match: end, previous: undefined, next: undefined };
    return [
      { atMs: done.calledMs, node: call },
      { atMs: done.returnedMs, node: end },
    ];
  });
  // Of what is simultaneous calls come first: the operations may have overlapped.
  events.sort((one, other) => one.atMs - other.atMs || Number(other.node.isCall) - Number(one.node.isCall));
  const head: Node = { operation: -1, isCall: false, match: undefined, previous: undefined, next: undefined };
  let last = head;
  for (const { node } of events) {
    node.previous = last;
    last.next = node;
    last = node;
  }
  return head;
}

function lift(call: Node): void {
  for (const node of [call, call.match]) {
    if (node?.previous !== undefined) node.previous.next = node.next;
    if (node?.next !== undefined) node.next.previous = node.previous;
  }
}

function unlift(call: Node): void {
  for (const node of [call.match, call]) {
    if (node?.previous !== undefined) node.previous.next = node;
    if (node?.next !== undefined) node.next.previous = node;
  }
}
