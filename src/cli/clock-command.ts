/** `lakebed clock`: what time it is for the server's state, and moving it forward. */
import type { StateClock } from "../app/state-clock.ts";
import type { Command } from "./command.ts";
import { parseDuration, showDuration } from "./duration.ts";
import { ownOptions } from "./own-options.ts";
import { readServerFlags } from "./server-flags.ts";
import { type SignedCall, signedCall } from "./signed-call.ts";
import { type Terminal, UsageError } from "./terminal.ts";

/** What becomes due is done before the answer: a year over some hundred thousand objects takes a minute. */
const ADVANCE_TIMEOUT_MS = 3_600_000;
const SHOW_TIMEOUT_MS = 15_000;

export const clockCommand: Command = {
  name: "clock",
  summary: "show or move the time that the state lives in",
  help: `Usage: lakebed clock [--json] [--port N] [--data-dir DIR]
       lakebed clock advance SPAN [--json]

State time is what lifecycle rules, archives, retention and every stored date go by. It runs with the world's time until it is moved ahead; then
everything that becomes due on the way is done, in its order, before the command returns. It never goes back, and the move survives a restart.
What clients see of the world (the Date header, signatures) keeps the world's time, so no SDK is disturbed.

SPAN is a number and s, m (minutes), h, d, w or y (365 days). Asks as the root user of the data directory, else with AWS_ACCESS_KEY_ID.

Examples:
  lakebed clock
  lakebed clock advance 90d
  lakebed clock advance 12h --json`,
  async run(args, terminal) {
    const { words, flags, rest } = ownOptions(args, { flags: ["json"], values: [] });
    const call = callOf(words);
    const { config, environment } = readServerFlags(rest);
    const { status, value } = await signedCall(config, environment, call);
    if (status !== 200) {
      terminal.err(`lakebed clock: ${String((value as { error?: unknown }).error)}\n`);
      return 1;
    }
    show(terminal, value as StateClock, flags.has("json"));
    return 0;
  },
};

function callOf(words: readonly string[]): SignedCall {
  const [verb, span = "", ...more] = words;
  if (verb === undefined) return { method: "GET", pathAndQuery: "/_lakebed/clock", timeoutMs: SHOW_TIMEOUT_MS };
  const spanMs = parseDuration(span);
  if (verb !== "advance" || more.length > 0 || spanMs === undefined)
    throw new UsageError("say nothing, or advance and a span of time such as 90d");
  const pathAndQuery = `/_lakebed/clock/advance?ms=${spanMs}`;
  return { method: "POST", pathAndQuery, timeoutMs: ADVANCE_TIMEOUT_MS };
}

function show(terminal: Terminal, clock: StateClock, isJson: boolean): void {
  if (isJson) {
    const { stateMs, wallMs, offsetMs } = clock;
    const value = { stateTime: isoTime(stateMs), worldTime: isoTime(wallMs), aheadMs: offsetMs };
    terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
    return;
  }
  const ahead = clock.offsetMs === 0 ? "the world's time" : `${showDuration(clock.offsetMs)} ahead of the world's`;
  terminal.out(`${isoTime(clock.stateMs)}  (${ahead})\n`);
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
