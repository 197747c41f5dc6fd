/**
 * `lakebed start`: serves until it is told to stop. The ready lines say where, with what data, and what to do next.
 */
import type { ServerConfig } from "../app/config.ts";
import { type RunningServer, startServer, stopOnSignal } from "../app/lifecycle.ts";
import { systemClock } from "../runtime/clock.ts";
import { createLog } from "../runtime/log.ts";
import { systemRuntime } from "../runtime/runtime.ts";
import type { Command } from "./command.ts";
import { readServerFlags, SERVER_OPTIONS_HELP } from "./server-flags.ts";
import type { Terminal } from "./terminal.ts";

/** Starts a server whose log goes to stderr. */
export async function startFromCommandLine(config: ServerConfig, terminal: Terminal): Promise<RunningServer> {
  const clock = systemClock();
  const log = createLog({ level: config.logLevel, wallMs: clock.wallMs, write: (line) => terminal.err(line) });
  return startServer(config, systemRuntime(log, clock));
}

export function readyLines(server: RunningServer, seconds: number): string {
  const place = server.dataDir ?? "in memory, gone when it ends";
  const authority = server.certificateAuthority?.path;
  return [
    `Lakebed is ready at ${server.endpoint} (${seconds.toFixed(2)} s)`,
    `  data      ${place}`,
    ...(authority === undefined ? [] : [`  trust     ${authority}`]),
    server.dataDir === undefined
      ? `  keys      AWS_ACCESS_KEY_ID=${server.root.accessKeyId} (set LAKEBED_ROOT_ACCESS_KEY_ID and LAKEBED_ROOT_SECRET_ACCESS_KEY to choose them)`
      : `  next      eval "$(npx lakebed env)"   then, for example:   aws s3 mb s3://my-bucket`,
    "",
  ].join("\n");
}

export const startCommand: Command = {
  name: "start",
  summary: "serve until Ctrl-C",
  help: `Usage: lakebed start [options]

${SERVER_OPTIONS_HELP}

Examples:
  lakebed start
  lakebed start --port 9000 --data-dir ~/lake
  lakebed start --ephemeral --open-credentials --port 0`,
  async run(args, terminal) {
    const { config } = readServerFlags(args);
    const server = await startFromCommandLine(config, terminal);
    terminal.out(readyLines(server, process.uptime()));
    await stopOnSignal(server);
    return 0;
  },
};
