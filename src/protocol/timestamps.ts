/**
 * Timestamps in the three forms of Smithy. Reading is strict, writing equals the SDK's own (a whole second has no
 * fraction). No clock here: only text to instant and back.
 *
 * @see https://smithy.io/2.0/spec/protocol-traits.html#timestampformat-trait (read 2026-11-23)
 */
import type { TimestampFormat } from "../model/shape.ts";
import { MalformedInput } from "./malformed-input.ts";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/;
const IMF_FIXDATE = /^[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))? GMT$/;
const RFC_850 = /^[A-Z][a-z]{5,8}, (\d\d)-([A-Z][a-z]{2})-(\d\d) (\d\d):(\d\d):(\d\d) GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d) (\d{4})$/;
const EPOCH = /^-?\d*\.?\d+(?:[eE][+-]?\d+)?$/;
/** The largest distance from 1970 that a JavaScript date can hold, in milliseconds. */
const EPOCH_MS_MAX = 8_640_000_000_000_000;

/** @throws {MalformedInput} when the text is not an instant in that form */
export function readTimestamp(text: string, format: TimestampFormat): Date {
  switch (format) {
    case "date-time":
      return readDateTime(text.trim());
    case "http-date":
      return readHttpDate(text.trim());
    case "epoch-seconds":
      if (!EPOCH.test(text.trim())) throw notATimestamp(text);
      return dateOfEpochSeconds(Number(text));
  }
}

/** @throws {MalformedInput} when no date can hold the number */
export function dateOfEpochSeconds(seconds: number): Date {
  const ms = Math.round(seconds * 1000);
  if (!(Math.abs(ms) <= EPOCH_MS_MAX)) throw notATimestamp(String(seconds));
  return new Date(ms);
}

export function writeTimestamp(date: Date, format: TimestampFormat): string {
  switch (format) {
    case "date-time":
      return date.toISOString().replace(".000Z", "Z");
    case "http-date":
      return writeHttpDate(date);
    case "epoch-seconds":
      return String(date.getTime() / 1000);
  }
}

interface Fields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly fraction: string | undefined;
}

function readDateTime(text: string): Date {
  const match = DATE_TIME.exec(text);
  if (match === null) throw notATimestamp(text);
  const [, year, month, day, hour, minute, second, fraction, sign, offsetHours, offsetMinutes] = match;
  const ms = epochMs(text, {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction,
  });
  if (sign === undefined) return new Date(ms);
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return new Date(sign === "-" ? ms + offsetMs : ms - offsetMs);
}

function readHttpDate(text: string): Date {
  let match = IMF_FIXDATE.exec(text);
  if (match !== null) {
    const [, day, month, year, hour, minute, second, fraction] = match;
    return httpDate(text, [year, month, day, hour, minute, second], fraction);
  }
  match = RFC_850.exec(text);
  if (match !== null) {
    const [, day, month, year, hour, minute, second] = match;
    // RFC 9110 section 5.6.7: two digits mean the most recent such year, which cannot be before the web.
    return httpDate(text, [Number(year) < 70 ? `20${year}` : `19${year}`, month, day, hour, minute, second], undefined);
  }
  match = ASCTIME.exec(text);
  if (match === null) throw notATimestamp(text);
  const [, month, day, hour, minute, second, year] = match;
  return httpDate(text, [year, month, day, hour, minute, second], undefined);
}

function httpDate(text: string, fields: readonly (string | undefined)[], fraction: string | undefined): Date {
  const [year, month, day, hour, minute, second] = fields;
  return new Date(
    epochMs(text, {
      year: Number(year),
      month: MONTHS.indexOf(month ?? "") + 1,
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: Number(second),
      fraction,
    }),
  );
}

function epochMs(text: string, fields: Fields): number {
  const { year, month, day, hour, minute, second, fraction } = fields;
  // A leap second is written 60 and falls on the next minute's start.
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 60) throw notATimestamp(text);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) throw notATimestamp(text);
  const fractionMs = fraction === undefined ? 0 : Math.round(Number(`0.${fraction}`) * 1000);
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + fractionMs;
}

function writeHttpDate(date: Date): string {
  const two = (value: number): string => (value < 10 ? `0${value}` : String(value));
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const day = `${DAYS[date.getUTCDay()]}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]}`;
  return `${day} ${String(date.getUTCFullYear()).padStart(4, "0")} ${time} GMT`;
}

function notATimestamp(text: string): MalformedInput {
  return new MalformedInput("type", `Invalid timestamp: ${text.slice(0, 64)}`);
}
