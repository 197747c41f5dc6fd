/**
 * The program: argv to a command, and the command's exit code.
 */
import { runCommandLine } from "./cli/command-line.ts";
import { processTerminal } from "./cli/terminal.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());
