/** `lakebed status`: is a server there, and what does it say of itself. */
import type { Command } from "./command.ts";
import { endpointOf } from "./exports.ts";
import { findRunning } from "./running.ts";
import { readServerFlags } from "./server-flags.ts";

export const statusCommand: Command = {
  name: "status",
  summary: "is it running, and where",
  help: `Usage: lakebed status [--port N] [--host HOST] [--tls] [--data-dir DIR]

Exit code 0 when a Lakebed answers there, 1 when none does.`,
  async run(args, terminal) {
    const { config } = readServerFlags(args);
    const endpoint = endpointOf(config);
    const running = await findRunning(config);
    if (running === undefined) {
      terminal.out(`No Lakebed answers at ${endpoint}. Start one with "lakebed start".\n`);
      return 1;
    }
    terminal.out(`Lakebed is running at ${endpoint}\n`);
    for (const [name, value] of Object.entries(running.health))
      terminal.out(`  ${name.padEnd(12)} ${typeof value === "object" ? JSON.stringify(value) : String(value)}\n`);
    return 0;
  },
};
