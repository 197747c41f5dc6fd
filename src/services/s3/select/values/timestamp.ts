/**
 * Timestamps of Ion: a moment with a precision from year to fractional seconds and an offset, which may be unknown (`-00:00`).
 *
 * AWS: s3-select-sql-reference-data-types.html ("timestamp"); the text form is Ion's (https://amazon-ion.github.io/ion-docs/docs/spec.html#timestamp).
 */
const PRECISIONS = ["year", "month", "day", "minute", "second"] as const;
export type Precision = (typeof PRECISIONS)[number];

const MINUTE_MS = 60_000;

export class Timestamp {
  /** The local time, as if it were UTC; whole seconds. */
  readonly localMs: number;
  /** Digits behind the second, "" for none. */
  readonly fraction: string;
  /** Undefined when it is unknown. */
  readonly offsetMinutes: number | undefined;
  readonly precision: Precision;

  constructor(localMs: number, fraction: string, offsetMinutes: number | undefined, precision: Precision) {
    this.localMs = localMs;
    this.fraction = fraction;
    this.offsetMinutes = offsetMinutes;
    this.precision = precision;
  }

  get utcMs(): number {
    return this.localMs - (this.offsetMinutes ?? 0) * MINUTE_MS;
  }

  toString(): string {
    const text = new Date(this.localMs).toISOString();
    if (this.precision === "year") return `${text.slice(0, 4)}T`;
    if (this.precision === "month") return `${text.slice(0, 7)}T`;
    if (this.precision === "day") return text.slice(0, 10);
    const seconds = this.precision === "minute" ? "" : text.slice(16, 19);
    return (
      text.slice(0, 16) + seconds + (this.fraction === "" ? "" : `.${this.fraction}`) + offsetText(this.offsetMinutes)
    );
  }
}

function offsetText(offsetMinutes: number | undefined): string {
  if (offsetMinutes === undefined) return "-00:00";
  if (offsetMinutes === 0) return "Z";
  return signedOffset(offsetMinutes, ":");
}

/** `+07:08`. */
export function signedOffset(offsetMinutes: number, separator: "" | ":"): string {
  const total = Math.abs(offsetMinutes);
  const hours = String(Math.trunc(total / 60)).padStart(2, "0");
  return `${offsetMinutes < 0 ? "-" : "+"}${hours}${separator}${String(total % 60).padStart(2, "0")}`;
}

const TIMESTAMP =
  /^(\d{4})(?:T|-(\d{2})(?:T|-(\d{2})(?:T?|T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,30}))?)?(Z|[+-]\d{2}:\d{2}))))$/;

/** Undefined for what is no timestamp of Ion. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year = "", month, day, hour, minute, second, fraction = "", zone] = match;
  const parts = [year, month ?? "1", day ?? "1", hour ?? "0", minute ?? "0", second ?? "0"].map(Number);
  const [y = 0, mo = 1, d = 1, h = 0, mi = 0, s = 0] = parts;
  const localMs = utcOf(y, mo, d) + h * 3_600_000 + mi * MINUTE_MS + s * 1000;
  // A date that is none rolls over, and then its day is another one.
  if (y < 1 || h > 23 || mi > 59 || s > 59 || new Date(utcOf(y, mo, d)).getUTCDate() !== d || mo < 1 || mo > 12)
    return undefined;
  const offset = zone === undefined ? undefined : offsetOf(zone);
  if (offset === "bad") return undefined;
  const given = [month, day, hour, second].filter((part) => part !== undefined).length;
  return new Timestamp(localMs, fraction, offset, PRECISIONS[given] ?? "second");
}

function offsetOf(zone: string): number | undefined | "bad" {
  if (zone === "Z") return 0;
  if (zone === "-00:00") return undefined;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4, 6));
  if (hours > 23 || minutes > 59) return "bad";
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function utcOf(year: number, month: number, day: number): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime();
}

/** A moment in milliseconds, in UTC. */
export function timestampOf(utcMs: number): Timestamp {
  const seconds = Math.floor(utcMs / 1000);
  return new Timestamp(seconds * 1000, String(utcMs - seconds * 1000).padStart(3, "0"), 0, "second");
}

export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  if (a.utcMs !== b.utcMs) return a.utcMs < b.utcMs ? -1 : 1;
  const digits = Math.max(a.fraction.length, b.fraction.length);
  const left = a.fraction.padEnd(digits, "0");
  const right = b.fraction.padEnd(digits, "0");
  return left < right ? -1 : left > right ? 1 : 0;
}

export type TimestampPart = "year" | "month" | "day" | "hour" | "minute" | "second";

const MS_OF = { day: 86_400_000, hour: 3_600_000, minute: MINUTE_MS, second: 1000 } as const;
const RANK: Readonly<Record<TimestampPart, number>> = { year: 0, month: 1, day: 2, hour: 3, minute: 3, second: 4 };

/**
 * AWS: "result will add precision as necessary"; a month that is shorter ends the day earlier, as java.time has it. Undefined beyond the years 1 to 9999.
 */
export function addToTimestamp(timestamp: Timestamp, part: TimestampPart, quantity: number): Timestamp | undefined {
  const localMs =
    part === "year" || part === "month"
      ? addMonths(timestamp.localMs, part === "year" ? quantity * 12 : quantity)
      : timestamp.localMs + quantity * MS_OF[part];
  if (!(localMs >= utcOf(1, 1, 1) && localMs < utcOf(10_000, 1, 1))) return undefined;
  const precision = PRECISIONS[Math.max(RANK[part], PRECISIONS.indexOf(timestamp.precision))] ?? "second";
  return new Timestamp(localMs, timestamp.fraction, timestamp.offsetMinutes, precision);
}

function addMonths(localMs: number, months: number): number {
  if (Math.abs(months) > 12 * 20_000) return Number.NaN;
  const date = new Date(localMs);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(utcOf(date.getUTCFullYear(), date.getUTCMonth() + 2, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, last));
  return date.getTime();
}

/** AWS: "need to be at least 24h apart to be 1 day apart"; years and months are counted on the local dates, as java.time.Period does. */
export function differenceOf(part: TimestampPart, a: Timestamp, b: Timestamp): number {
  if (part === "year" || part === "month") {
    const months = monthsBetween(new Date(a.localMs), new Date(b.localMs));
    return whole(part === "year" ? months / 12 : months);
  }
  const fraction = compareFractions(a, b);
  const deltaMs = b.utcMs - a.utcMs;
  // A fraction that is smaller at the later end takes one off.
  const seconds = deltaMs / 1000 + (deltaMs > 0 && fraction > 0 ? -0.5 : deltaMs < 0 && fraction < 0 ? 0.5 : 0);
  return whole((seconds * 1000) / MS_OF[part]);
}

function compareFractions(a: Timestamp, b: Timestamp): number {
  return Number(`0.${a.fraction}0`) - Number(`0.${b.fraction}0`);
}

function whole(value: number): number {
  return Math.trunc(value) + 0;
}

function monthsBetween(a: Date, b: Date): number {
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  if (months > 0 && b.getUTCDate() < a.getUTCDate()) return months - 1;
  if (months < 0 && b.getUTCDate() > a.getUTCDate()) return months + 1;
  return months;
}
