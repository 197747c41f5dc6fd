/** The two date forms a signature may carry: `YYYYMMDDTHHMMSSZ` (`x-amz-date`) and the HTTP date of `Date`. All UTC. */
const AMZ_DATE = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

export function formatAmzDate(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, "");
}

/** Milliseconds since the epoch, or undefined when the text is no such date. */
export function parseAmzDate(text: string): number | undefined {
  const match = AMZ_DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  // Date.UTC rolls 31 February over to March and month 13 to the next year; such a date is no date.
  const date = new Date(ms);
  return date.getUTCDate() === Number(day) && date.getUTCMonth() === Number(month) - 1 ? ms : undefined;
}

/** A date in either form. */
export function parseSigningDate(text: string): number | undefined {
  const exact = parseAmzDate(text);
  if (exact !== undefined) return exact;
  const ms = /^[A-Z][a-z]{2}, /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
