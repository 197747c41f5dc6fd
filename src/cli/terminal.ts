/**
 * The command line's view of the terminal, so that commands are functions of their arguments and can be tested without a process.
 */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  readonly isTerminal: boolean;
}

export function processTerminal(): Terminal {
  // Whoever reads may stop reading (`lakebed doctor | head -2`); that is no failure of ours.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
  }
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stdout.isTTY,
  };
}

/** A command line that cannot be carried out as written. Exit code 2, one sentence. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
