/** `lakebed env`: prints the exports for a shell. */
import type { Command } from "./command.ts";
import { awsVariables, shellExports } from "./exports.ts";
import { readServerFlags } from "./server-flags.ts";

export const envCommand: Command = {
  name: "env",
  summary: "print the exports that point AWS tools here",
  help: `Usage: eval "$(lakebed env [--data-dir DIR] [--port N] [--tls])"

Prints endpoint, Region and the root credentials of the data directory as shell exports. The secret is in the output: let the shell read it, do
not store it.

Example:
  eval "$(lakebed env)" && aws s3 ls`,
  async run(args, terminal) {
    terminal.out(shellExports(awsVariables(readServerFlags(args).config)));
    return 0;
  },
};
