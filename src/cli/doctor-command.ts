/** `lakebed doctor`: looks at everything a server needs here, and says how to mend what it finds. */
import { resolve } from "node:path";
import type { Command } from "./command.ts";
import { checkDirectory, checkDisk, checkEngine, checkNode, checkPort, type Finding } from "./doctor-checks.ts";
import { findRunning } from "./running.ts";
import { readServerFlags } from "./server-flags.ts";

export const doctorCommand: Command = {
  name: "doctor",
  summary: "check this machine and say how to mend what is wrong",
  help: `Usage: lakebed doctor [--port N] [--data-dir DIR] [--tls]

Checks Node, port, data directory, disk and engines. Exit code 1 when something needs mending.`,
  async run(args, terminal) {
    const { config } = readServerFlags(args);
    const folder = config.dataDir === undefined ? undefined : resolve(config.dataDir);
    const running = await findRunning(config);
    const findings: Finding[] = [
      checkNode(process.version),
      await checkPort(config.host, config.port, running !== undefined),
      ...(folder === undefined ? [] : [await checkDirectory(folder), await checkDisk(folder)]),
      checkEngine("record engine", "lmdb"),
      checkEngine("SQL engine", "@duckdb/node-api"),
    ];
    for (const finding of findings) {
      terminal.out(`${finding.ok ? "ok  " : "BAD "} ${finding.subject.padEnd(15)} ${finding.found}\n`);
      if (finding.remedy !== undefined) terminal.out(`     ${"".padEnd(15)} -> ${finding.remedy}\n`);
    }
    return findings.every((finding) => finding.ok) ? 0 : 1;
  },
};
