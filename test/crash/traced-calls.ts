/**
 * What a process did to its files, from `strace -f -xx`: the calls in the order in which they ended, each with the place at which it began. Only what a disk sees is
 * kept; everything else is skipped. Lines of calls that another thread interrupts are put together again.
 */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** Calls that the recorder must trace. */
export const TRACED_CALLS =
  "openat,open,creat,close,lseek,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync_file_range,ftruncate,truncate,fallocate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat,rmdir,dup,dup2,dup3,copy_file_range,sendfile,io_uring_enter,msync";

export interface TracedCall {
  readonly name: string;
  /** Arguments as text, without the parentheses. */
  readonly args: string;
  readonly result: number;
  /** Lines of the trace on which it began and ended. */
  readonly began: number;
  readonly ended: number;
}

const LINE = /^(\d+)\s+(.*)$/s;
const UNFINISHED = / <unfinished \.\.\.>$/;
const RESUMED = /^<\.\.\. (\w+) resumed>(.*)$/s;
const CALL = /^(\w+)\((.*)\)\s+= (-?\d+)/s;

export async function* readTrace(path: string): AsyncGenerator<TracedCall> {
  const open = new Map<string, { text: string; began: number }>();
  let place = 0;
  for await (const line of createInterface({ input: createReadStream(path, "latin1"), crlfDelay: Infinity })) {
    place += 1;
    const [, thread = "", text = ""] = LINE.exec(line) ?? [];
    if (UNFINISHED.test(text)) {
      open.set(thread, { text: text.replace(UNFINISHED, ""), began: place });
      continue;
    }
    const resumed = RESUMED.exec(text);
    const begun = resumed === null ? undefined : open.get(thread);
    const whole = begun === undefined ? text : begun.text + (resumed?.[2] ?? "");
    const call = parseCall(whole, { began: begun?.began ?? place, ended: place });
    if (call !== undefined && call.result >= 0) yield call;
  }
}

function parseCall(text: string, lines: Pick<TracedCall, "began" | "ended">): TracedCall | undefined {
  const [, name, args, result] = CALL.exec(text) ?? [];
  if (name === undefined || args === undefined || result === undefined) return undefined;
  return { name, args, result: Number(result), ...lines };
}

/** The strings among the arguments, as bytes. */
export function stringsOf(args: string): Buffer[] {
  return [...args.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)].map(([, hex = "", cut]) => {
    if (cut !== undefined) throw new Error("the trace cuts strings: give strace a larger -s");
    return Buffer.from(hex.replaceAll("\\x", ""), "hex");
  });
}

/** The arguments that are no strings. */
export function numbersOf(args: string): string[] {
  return args
    .replaceAll(/"(?:\\x[0-9a-f]{2})*"/g, "S")
    .split(/,\s*/)
    .map((argument) => argument.trim());
}
