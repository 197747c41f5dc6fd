/**
 * Dates of policies and of condition keys: the W3C profile of ISO 8601 (https://www.w3.org/TR/NOTE-datetime) or seconds since 1970.
 */

const EPOCH_SECONDS = /^\d{1,15}(\.\d{1,9})?$/;
const ISO =
  /^([+-]?\d{4,9})(?:-(\d{2})(?:-(\d{2}))?)?(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;
const YEAR_MAX = 275_000;

/** Milliseconds since 1970, or undefined when the text is not a date. A year of four digits alone is a year, not seconds. */
export function parsePolicyDate(text: string): number | undefined {
  const parts = ISO.exec(text);
  if (parts !== null && (text.length === 4 || /[-T+]/i.test(text.slice(1)))) return fromParts(parts);
  return EPOCH_SECONDS.test(text) ? Number(text) * 1000 : undefined;
}

function fromParts(parts: RegExpExecArray): number | undefined {
  const [, year = "", month = "01", day = "01", hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] =
    parts;
  if (Math.abs(Number(year)) > YEAR_MAX) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const timeMs =
    (Number(hour) * 60 + Number(minute)) * 60_000 + Number(second) * 1000 + Number(`0.${fraction || "0"}`) * 1000;
  return date.getTime() + timeMs - zoneMs(zone);
}

function zoneMs(zone: string): number {
  if (zone.toUpperCase() === "Z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  return sign * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * 60_000;
}
