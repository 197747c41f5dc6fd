/**
 * Splits a command's own words and options from those that say which server is meant (`server-flags.ts` reads these).
 */
import { UsageError } from "./terminal.ts";

export interface OwnOptions {
  readonly words: readonly string[];
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  /** For `readServerFlags`. */
  readonly rest: readonly string[];
}

/** Options of other commands that take a value, so that the value is not taken for a word. */
const SERVER_VALUES: ReadonlySet<string> = new Set([
  "port",
  "host",
  "data-dir",
  "records",
  "blobs",
  "log-level",
  "instance-role",
  "imds-port",
]);

/** @throws {UsageError} for an option without its value */
export function ownOptions(
  args: readonly string[],
  known: { readonly flags: readonly string[]; readonly values: readonly string[] },
): OwnOptions {
  const [words, rest, flags, values] = [[] as string[], [] as string[], new Set<string>(), new Map<string, string>()];
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? "";
    const [name = "", inline] = arg.startsWith("--") ? split(arg) : [];
    if (name === "") words.push(arg);
    else if (known.flags.includes(name)) flags.add(name);
    else {
      const takesNext = inline === undefined && (known.values.includes(name) || SERVER_VALUES.has(name));
      const value = takesNext ? args[(index += 1)] : inline;
      if (takesNext && value === undefined) throw new UsageError(`--${name} needs a value`);
      if (known.values.includes(name)) values.set(name, value ?? "");
      else rest.push(value === undefined ? `--${name}` : `--${name}=${value}`);
    }
  }
  return { words, flags, values, rest };
}

function split(arg: string): readonly [name: string, value: string | undefined] {
  const equals = arg.indexOf("=");
  return equals < 0 ? [arg.slice(2), undefined] : [arg.slice(2, equals), arg.slice(equals + 1)];
}
