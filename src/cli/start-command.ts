/**
 * `lakebed start`: serves until it is told to stop. The ready lines say where, with what data, and what to do next.
 */
import type { ServerConfig } from "../app/config.ts";
import { type RunningServer, startServer, stopOnSignal } from "../app/lifecycle.ts";
import { systemClock } from "../runtime/clock.ts";
import { createLog } from "../runtime/log.ts";
import { systemRuntime } from "../runtime/runtime.ts";
import type { Command } from "./command.ts";
import { envCommandFor } from "./exports.ts";
import { readServerFlags, SERVER_OPTIONS_HELP } from "./server-flags.ts";
import type { Terminal } from "./terminal.ts";

/** Starts a server whose log goes to stderr. */
export async function startFromCommandLine(config: ServerConfig, terminal: Terminal): Promise<RunningServer> {
  const clock = systemClock();
  const log = createLog({ level: config.logLevel, wallMs: clock.wallMs, write: (line) => terminal.err(line) });
  return startServer(config, systemRuntime(log, clock));
}

function nextLines(server: RunningServer, config: ServerConfig): readonly string[] {
  if (server.dataDir !== undefined) {
    return [
      `  next      ${envCommandFor({ ...config, port: server.port })}   then, for example:   aws s3 mb s3://my-bucket`,
    ];
  }
  const { accessKeyId, secretAccessKey } = server.root;
  const keys = `AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey}`;
  return [`  next      export AWS_ENDPOINT_URL=${server.endpoint} AWS_REGION=${server.region} ${keys}`];
}

/** `config` is what was asked for; the server knows which port it got. Keys of an ephemeral server exist nowhere else. */
export function readyLines(server: RunningServer, config: ServerConfig, seconds: number): string {
  const place = server.dataDir ?? "in memory, gone when it ends";
  const authority = server.certificateAuthority?.path;
  return [
    `Lakebed is ready at ${server.endpoint} (${seconds.toFixed(2)} s)`,
    `  data      ${place}`,
    ...(authority === undefined ? [] : [`  trust     ${authority}`]),
    ...(server.instanceMetadataEndpoint === undefined
      ? []
      : [`  instance  export AWS_EC2_METADATA_SERVICE_ENDPOINT=${server.instanceMetadataEndpoint}`]),
    ...nextLines(server, config),
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
    terminal.out(readyLines(server, config, process.uptime()));
    await stopOnSignal(server);
    return 0;
  },
};
