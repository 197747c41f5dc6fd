/**
 * A disk that loses what was not flushed. It replays the calls of a trace and keeps, for every file, what is certainly on the platter and what is only in the page cache; then
 * it makes a directory as a power cut at any place could have left it.
 *
 * The model. Bytes are kept in sectors of 512 bytes, so a write can be torn. A sector written since the last flush of its file holds any of the contents it had
 * since then. `fsync` and `fdatasync` make durable what was written before they began; a write to a file opened with O_DSYNC is durable when it returns.
 * Names (files made, renamed, removed, directories) are durable when their directory was flushed; others survive up to a random one of them in the order in
 * which they were made, either over all directories (as a journal does it) or in each by itself. Not modelled: flushes that lie, and sectors that change without
 * being written.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { numbersOf, stringsOf, type TracedCall } from "./traced-calls.ts";

const SECTOR_BYTES = 512;

interface Version {
  /** Place of the call that wrote it. */
  readonly place: number;
  readonly bytes: Buffer;
}

interface Inode {
  readonly isDirectory: boolean;
  /** Versions of each sector, oldest first; those before the last durable one are dropped. */
  readonly sectors: Map<number, Version[]>;
  /** Sizes with the place at which the file had them. */
  sizes: { readonly place: number; readonly bytes: number }[];
}

interface NameChange {
  readonly place: number;
  readonly directory: string;
  readonly name: string;
  /** Undefined for a removal. */
  readonly inode: Inode | undefined;
}

interface OpenFile {
  readonly inode: Inode;
  readonly path: string;
  readonly isSynchronous: boolean;
  offset: number;
}

export class SimulatedDisk {
  readonly #root: string;
  readonly #files = new Map<number, OpenFile>();
  /** Every name as the running system sees it. */
  readonly #names = new Map<string, Inode>();
  /** Names that are durable, and those that are not yet, in order. */
  readonly #durableNames = new Map<string, Inode>();
  #pending: NameChange[] = [];
  #place = 0;

  /** `root` is the directory that the traced process worked in; everything outside is ignored. */
  constructor(root: string) {
    this.#root = root;
    const top: Inode = { isDirectory: true, sectors: new Map(), sizes: [] };
    this.#names.set(root, top);
    this.#durableNames.set(root, top);
  }

  apply(call: TracedCall): void {
    this.#place += 1;
    const strings = (): string[] => stringsOf(call.args).map((bytes) => bytes.toString());
    const numbers = numbersOf(call.args);
    const file = this.#files.get(Number(numbers[0]));
    switch (call.name) {
      case "open":
      case "openat":
      case "creat":
        return this.#open(strings()[0] ?? "", call);
      case "close":
        this.#files.delete(Number(numbers[0]));
        return;
      case "lseek":
        if (file !== undefined) file.offset = call.result;
        return;
      case "write":
      case "writev":
        return this.#append(file, call);
      case "pwrite64":
      case "pwritev":
      case "pwritev2":
        if (file !== undefined) this.#write(file, Number(numbers.at(call.name === "pwritev2" ? -2 : -1)), call);
        return;
      case "fsync":
      case "fdatasync":
        return this.#flush(file, call.began);
      case "ftruncate":
        if (file !== undefined) file.inode.sizes.push({ place: this.#place, bytes: Number(numbers[1]) });
        return;
      case "mkdir":
      case "mkdirat":
        return this.#name(strings()[0] ?? "", { isDirectory: true, sectors: new Map(), sizes: [] });
      case "rename":
      case "renameat":
      case "renameat2":
      case "link":
      case "linkat":
        return this.#link(strings(), call.name.startsWith("rename"));
      case "unlink":
      case "unlinkat":
      case "rmdir":
        return this.#name(strings()[0] ?? "", undefined);
      case "dup":
      case "dup2":
      case "dup3":
        if (file !== undefined) this.#files.set(call.result, file);
        return;
      case "sync_file_range":
        return; // Promises nothing.
      default:
        if (file !== undefined) throw new Error(`the simulated disk does not know ${call.name}`);
    }
  }

  #open(path: string, call: TracedCall): void {
    if (!this.#isInside(path)) return void this.#files.delete(call.result);
    let inode = this.#names.get(path);
    if (inode === undefined) {
      inode = { isDirectory: call.args.includes("O_DIRECTORY"), sectors: new Map(), sizes: [] };
      this.#name(path, inode);
    }
    if (call.args.includes("O_TRUNC")) inode.sizes.push({ place: this.#place, bytes: 0 });
    const isSynchronous = /O_D?SYNC/.test(call.args);
    const offset = call.args.includes("O_APPEND") ? sizeOf(inode) : 0;
    this.#files.set(call.result, { inode, path, isSynchronous, offset });
  }

  #append(file: OpenFile | undefined, call: TracedCall): void {
    if (file === undefined) return;
    this.#write(file, file.offset, call);
    file.offset += call.result;
  }

  #write({ inode, isSynchronous }: OpenFile, offset: number, call: TracedCall): void {
    const bytes = Buffer.concat(stringsOf(call.args)).subarray(0, call.result);
    for (let done = 0; done < bytes.length;) {
      const at = offset + done;
      const sector = Math.floor(at / SECTOR_BYTES);
      const start = at % SECTOR_BYTES;
      const piece = bytes.subarray(done, done + SECTOR_BYTES - start);
      const versions = inode.sectors.get(sector) ?? [];
      const content = Buffer.from(versions.at(-1)?.bytes ?? Buffer.alloc(SECTOR_BYTES));
      piece.copy(content, start);
      versions.push({ place: this.#place, bytes: content });
      inode.sectors.set(sector, versions);
      done += piece.length;
    }
    if (offset + bytes.length > sizeOf(inode)) inode.sizes.push({ place: this.#place, bytes: offset + bytes.length });
    if (isSynchronous) settle(inode, this.#place);
  }

  /** What was there before the flush began is durable now. `began` counts lines, so it is turned into a place by asking who ended before. */
  #flush(file: OpenFile | undefined, began: number): void {
    if (file === undefined) return;
    const horizon = this.#placeBefore(began);
    if (!file.inode.isDirectory) return settle(file.inode, horizon);
    const isSettled = (change: NameChange): boolean => change.directory === file.path && change.place <= horizon;
    for (const change of this.#pending.filter(isSettled)) rename(this.#durableNames, change);
    this.#pending = this.#pending.filter((change) => !isSettled(change));
  }

  /** Lines at which each place ended, to find what had ended before a line. */
  readonly #endLines: number[] = [0];

  /** The caller says on which line of the trace the next call ended. */
  endsAt(line: number): void {
    this.#endLines.push(line);
  }

  #placeBefore(line: number): number {
    let place = this.#place;
    while (place > 0 && (this.#endLines[place] ?? 0) >= line) place -= 1;
    return place;
  }

  #name(path: string, inode: Inode | undefined): void {
    if (!this.#isInside(path)) return;
    const change = { place: this.#place, directory: dirname(path), name: path, inode };
    rename(this.#names, change);
    this.#pending.push(change);
  }

  #link([from = "", to = ""]: readonly string[], isRename: boolean): void {
    const inode = this.#names.get(from);
    if (inode === undefined) return;
    this.#name(to, inode);
    if (isRename) this.#name(from, undefined);
  }

  #isInside(path: string): boolean {
    return path === this.#root || path.startsWith(`${this.#root}/`);
  }

  /** Makes a directory as a power cut now could leave it. `random` gives numbers from 0 to 1. */
  cutPower(target: string, random: () => number): void {
    const names = new Map(this.#durableNames);
    for (const change of this.#survivors(random)) rename(names, change);
    for (const [path, inode] of [...names].sort(([one], [other]) => (one < other ? -1 : 1))) {
      const place = join(target, path.slice(this.#root.length));
      if (!isReachable(names, dirname(path), this.#root)) continue;
      if (inode.isDirectory) mkdirSync(place, { recursive: true });
      else writeFileSync(place, contentAfterCut(inode, random));
    }
  }

  #survivors(random: () => number): NameChange[] {
    const pending = this.#pending;
    if (random() < 0.5) return pending.slice(0, Math.floor(random() * (pending.length + 1)));
    const directories = new Set(pending.map(({ directory }) => directory));
    const upTo = new Map([...directories].map((directory) => [directory, random() * (this.#place + 1)]));
    return pending.filter(({ directory, place }) => place <= (upTo.get(directory) ?? 0));
  }
}

function rename(names: Map<string, Inode>, { name, inode }: NameChange): void {
  if (inode === undefined) names.delete(name);
  else names.set(name, inode);
}

function isReachable(names: ReadonlyMap<string, Inode>, directory: string, root: string): boolean {
  for (let path = directory; path.length > root.length; path = dirname(path)) if (!names.has(path)) return false;
  return true;
}

function sizeOf(inode: Inode): number {
  return inode.sizes.at(-1)?.bytes ?? 0;
}

/** Forgets what can no longer come back: all versions but the newest of those at or before the place. */
function settle(inode: Inode, place: number): void {
  for (const [sector, versions] of inode.sectors) {
    const newest = versions.findLastIndex((version) => version.place <= place);
    if (newest >= 0)
      inode.sectors.set(sector, [{ ...(versions[newest] as Version), place: 0 }, ...versions.slice(newest + 1)]);
  }
  const newest = inode.sizes.findLastIndex((size) => size.place <= place);
  if (newest >= 0)
    inode.sizes = [{ bytes: inode.sizes[newest]?.bytes ?? 0, place: 0 }, ...inode.sizes.slice(newest + 1)];
}

function contentAfterCut(inode: Inode, random: () => number): Buffer {
  // A size that is not durable may be the old one; without any durable size the file may be empty.
  const sizes = inode.sizes[0]?.place === 0 ? inode.sizes : [{ place: 0, bytes: 0 }, ...inode.sizes];
  const size = sizes[Math.floor(random() * sizes.length)]?.bytes ?? 0;
  const content = Buffer.alloc(size);
  for (const [sector, versions] of inode.sectors) {
    const choices: readonly (Buffer | undefined)[] =
      versions[0]?.place === 0
        ? versions.map(({ bytes }) => bytes)
        : [undefined, ...versions.map(({ bytes }) => bytes)];
    const chosen = choices[Math.floor(random() * choices.length)];
    if (chosen !== undefined && sector * SECTOR_BYTES < size) chosen.copy(content, sector * SECTOR_BYTES);
  }
  return content;
}
