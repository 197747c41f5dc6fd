/**
 * From arguments to an exit code: finds the command, answers `--help`, and turns start-up problems into one sentence and exit code 2.
 */
import { ConfigError } from "../kit/errors.ts";
import { packageVersion } from "../app/version.ts";
import type { Command } from "./command.ts";
import { type Terminal, UsageError } from "./terminal.ts";

/** Loaded when called, because the demo's clients cost more than the server's start may. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./start-command.ts")).startCommand,
  demo: async () => (await import("./demo-command.ts")).demoCommand,
  env: async () => (await import("./env-command.ts")).envCommand,
  creds: async () => (await import("./creds-command.ts")).credsCommand,
  status: async () => (await import("./status-command.ts")).statusCommand,
  doctor: async () => (await import("./doctor-command.ts")).doctorCommand,
  clock: async () => (await import("./clock-command.ts")).clockCommand,
  verify: async () => (await import("./verify-command.ts")).verifyCommand,
  s3: async () => (await import("./s3-command.ts")).s3Command,
  why: async () => (await import("./why-command.ts")).whyCommand,
  policy: async () => (await import("./policy-command.ts")).policyCommand,
  aws: async () => (await import("./aws-command.ts")).awsCommand,
};

const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

async function overview(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const lines = commands.map((command) => `  lakebed ${command.name.padEnd(8)} ${command.summary}`);
  return `Lakebed runs the AWS services in which machine-learning teams keep their data, on this machine.\n\n${lines.join("\n")}\n\n"lakebed <command> --help" tells more.\n`;
}

const wantsHelp = (args: readonly string[]): boolean => args.includes("--help") || args.includes("-h");

/** A failure of the work itself, or a bug: the reason first, the stack for whoever looks closer. */
function unexpected(error: unknown, command: Command, terminal: Terminal): number {
  const { message, stack } = error instanceof Error ? error : { message: String(error), stack: undefined };
  terminal.err(`lakebed ${command.name}: ${message}\n${stack?.split("\n").slice(-8).join("\n") ?? ""}\n`);
  return EXIT_FAILED;
}

async function runCommand(command: Command, args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await command.run(args, terminal);
  } catch (error) {
    if (error instanceof UsageError)
      terminal.err(`lakebed ${command.name}: ${error.message}. See "lakebed ${command.name} --help".\n`);
    else if (error instanceof ConfigError) terminal.err(`lakebed: ${error.message}\n`);
    else return unexpected(error, command, terminal);
    return EXIT_USAGE;
  }
}

export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name = "help", ...args] = argv;
  if (name === "--version" || name === "-v") {
    terminal.out(`lakebed ${packageVersion()}\n`);
    return 0;
  }
  const load = COMMANDS[name];
  if (load === undefined) {
    const asked = name === "help" || name === "--help" || name === "-h";
    if (!asked) terminal.err(`lakebed: there is no command "${name}".\n`);
    (asked ? terminal.out : terminal.err)(await overview());
    return asked ? 0 : EXIT_USAGE;
  }
  const command = await load();
  // Everything after `aws` belongs to the AWS CLI, its --help too.
  if (name !== "aws" && wantsHelp(args)) {
    terminal.out(`${command.help}\n`);
    return 0;
  }
  return runCommand(command, args, terminal);
}
