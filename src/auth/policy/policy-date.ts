/**
 * Dates of policies and of condition keys: ISO 8601, with or without time, or seconds since 1970. AWS: what has neither a `-` nor a `T` is
 * seconds, also `2020` (recorded answers of CreatePolicy, see policy-messages.ts).
 */

const SECONDS = /^\d{1,19}$/;
const SECONDS_MAX = 9_223_372_036_854_775_807n;
const DATE = /^(-?\d{1,9})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/;
const TIME = /^(\d{1,2})?(?::(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;
const YEAR_MAX = 292_278_993;

/** Milliseconds since 1970 (infinite for years that JavaScript cannot hold), or undefined when the text is not a date. */
export function parsePolicyDate(text: string): number | undefined {
  if (!/[-t]/i.test(text)) {
    return SECONDS.test(text) && BigInt(text) <= SECONDS_MAX ? Number(text) * 1000 : undefined;
  }
  const [date = "", time = ""] = text.split(/t/i, 2);
  const dateParts = DATE.exec(date);
  const timeParts = TIME.exec(time);
  if (dateParts === null || timeParts === null || (text.match(/t/gi)?.length ?? 0) > 1) return undefined;
  const day = dayMs(dateParts);
  const timeOfDay = timeMs(timeParts);
  return day === undefined || timeOfDay === undefined ? undefined : day + timeOfDay;
}

function dayMs([, year = "", month = "1", day = "1"]: RegExpExecArray): number | undefined {
  if (Math.abs(Number(year)) > YEAR_MAX) return undefined;
  const date = new Date(Date.UTC(2000, Number(month) - 1, Number(day)));
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  if (Number.isNaN(date.getTime())) return Number(year) < 0 ? -Infinity : Infinity;
  return date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) ? date.getTime() : undefined;
}

function timeMs([, hour = "0", minute = "0", second = "0", fraction = "0", zone = "Z"]: RegExpExecArray):
  | number
  | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const zoneMinutes = zoneOffset(zone);
  if (zoneMinutes === undefined) return undefined;
  return (
    (Number(hour) * 60 + Number(minute) - zoneMinutes) * 60_000 + Number(second) * 1000 + Number(`0.${fraction}`) * 1000
  );
}

/** Minutes east of Greenwich. */
function zoneOffset(zone: string): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const digits = zone.slice(1).replace(":", "");
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || "0")];
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}
