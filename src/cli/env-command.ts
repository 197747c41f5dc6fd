/** `lakebed env`: prints the exports for a shell. */
import { resolve } from "node:path";
import type { Command } from "./command.ts";
import { awsVariables, shellExports } from "./exports.ts";
import { readServerFlags } from "./server-flags.ts";

export const envCommand: Command = {
  name: "env",
  summary: "print the exports that point AWS tools here",
  help: `Usage: eval "$(lakebed env [--data-dir DIR] [--port N] [--tls])"

Prints endpoint, Region and the root credentials of the data directory as shell exports, and where lakebed's own commands find this server. The secret is in the output: let the shell read it, do
not store it.

Example:
  eval "$(lakebed env)" && aws s3 ls`,
  async run(args, terminal) {
    const { config } = readServerFlags(args);
    // For lakebed's own commands, so that they find the same server.
    const own = {
      LAKEBED_PORT: String(config.port),
      ...(config.dataDir === undefined ? {} : { LAKEBED_DATA_DIR: resolve(config.dataDir) }),
    };
    terminal.out(shellExports({ ...awsVariables(config), ...own }));
    return 0;
  },
};
