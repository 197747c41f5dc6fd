/**
 * What Athena says when the engine fails while running translated SQL. Failures that the translation itself raises carry
 * Athena's own words between marks of ours; the engine's words are never interpreted.
 */
import { raisedMessage } from "./translate/typed.ts";

export interface RaisedError {
  /** Athena's error name, e.g. `DIVISION_BY_ZERO`. */
  readonly name: string;
  /** The whole of `StateChangeReason`, e.g. `DIVISION_BY_ZERO: Division by zero`. */
  readonly athenaMessage: string;
}

/** The failure that the translation raised, or undefined when the engine failed for a reason of its own. */
export function raisedError(engineMessage: string): RaisedError | undefined {
  const athenaMessage = raisedMessage(engineMessage);
  if (athenaMessage === undefined) return undefined;
  return { name: athenaMessage.slice(0, Math.max(0, athenaMessage.indexOf(":"))), athenaMessage };
}
