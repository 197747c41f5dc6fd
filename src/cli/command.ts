/**
 * What every command is: a line for the list, a page for `--help`, and a function from arguments to an exit code.
 */
import type { Terminal } from "./terminal.ts";

export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Printed for `lakebed <name> --help`: usage, options, examples. */
  readonly help: string;
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}
