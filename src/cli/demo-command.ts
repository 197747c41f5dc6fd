/**
 * `lakebed demo`: starts a server, or uses the one that already runs on the same directory, and builds a data repository on it through SDK
 * clients. It goes on serving until Ctrl-C unless told otherwise.
 */
import type { ServerConfig } from "../app/config.ts";
import { stopOnSignal } from "../app/lifecycle.ts";
import { systemTimers } from "../runtime/timers.ts";
import type { Command } from "./command.ts";
import { createDemoReport } from "./demo/demo-report.ts";
import { lookAround, runDemo } from "./demo/run-demo.ts";
import type { DemoTarget } from "./demo/demo-clients.ts";
import { awsVariables, endpointOf, envCommandFor } from "./exports.ts";
import { findRunning } from "./running.ts";
import { readServerFlags, SERVER_OPTIONS_HELP } from "./server-flags.ts";
import { readyLines, startFromCommandLine } from "./start-command.ts";
import type { Terminal } from "./terminal.ts";

async function show(target: DemoTarget, terminal: Terminal, envCommand: string): Promise<void> {
  const report = createDemoReport({
    write: terminal.out,
    isTerminal: terminal.isTerminal,
    nowMs: () => performance.now(),
  });
  const startMs = performance.now();
  await runDemo(target, report, systemTimers().sleep);
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  terminal.out(
    `\n${report.table()}\n\nFrom raw files to a trained model in ${seconds} s, through AWS SDK clients alone.\n`,
  );
  terminal.out(lookAround(target, envCommand));
}

async function onRunningServer(config: ServerConfig, terminal: Terminal, envCommand: string): Promise<number> {
  const variables = awsVariables(config);
  const endpoint = endpointOf(config);
  terminal.out(`Using the Lakebed that runs at ${endpoint}\n\n`);
  await show(
    {
      endpoint,
      region: config.region,
      accessKeyId: variables["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    terminal,
    envCommand,
  );
  return 0;
}

export const demoCommand: Command = {
  name: "demo",
  summary: "raw files to a trained model, then serve",
  help: `Usage: lakebed demo [--exit] [options]

Uploads real raw data to S3, crawls it with Glue, queries it with Athena, makes a curated feature table and fits a model by ranged reads.

  --exit                end when done instead of serving on
${SERVER_OPTIONS_HELP}

Examples:
  lakebed demo
  lakebed demo --exit --ephemeral --port 0`,
  async run(args, terminal) {
    const { config, exit } = readServerFlags(args);
    const envCommand = envCommandFor(config);
    if (config.port !== 0 && config.dataDir !== undefined && (await findRunning(config)) !== undefined) {
      return onRunningServer(config, terminal, envCommand);
    }
    const server = await startFromCommandLine(
      { ...config, logLevel: config.logLevel === "info" ? "warn" : config.logLevel },
      terminal,
    );
    try {
      terminal.out(`${readyLines(server, config, process.uptime())}\n`);
      const { accessKeyId, secretAccessKey } = server.root;
      await show(
        { endpoint: server.endpoint, region: server.region, accessKeyId, secretAccessKey },
        terminal,
        envCommand,
      );
      if (exit) return 0;
      terminal.out(`\nServing at ${server.endpoint} until Ctrl-C.\n`);
      await stopOnSignal(server);
      return 0;
    } finally {
      await server.stop();
    }
  },
};
