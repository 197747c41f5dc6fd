/** The data directory is there and can be written to, or there is one sentence that says what to do. */
import { accessSync, constants, mkdirSync } from "node:fs";
import { ConfigError } from "../kit/errors.ts";

/** @throws {ConfigError} */
export function prepareDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(`cannot write to the data directory ${path}: ${reason(error)}`, { cause: error });
  }
}

function reason(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case "EACCES":
    case "EPERM":
      return "give this user the right to write there, or choose another with --data-dir";
    case "EROFS":
      return "its file system is read-only; choose another with --data-dir";
    case "ENOSPC":
      return "its disk is full; free some space";
    case "EEXIST":
    case "ENOTDIR":
      return "a file is in its place; move it, or choose another with --data-dir";
    default:
      return "choose another with --data-dir";
  }
}
