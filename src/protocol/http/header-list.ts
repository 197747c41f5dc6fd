/**
 * Lists in one header field: elements separated by commas, quoted where they hold a comma or a quote.
 *
 * @see https://smithy.io/2.0/spec/http-bindings.html#httpheader-trait (read 2026-11-23)
 */

/** `datesInside` when each element is an HTTP date, which itself has one comma. */
export function splitHeaderList(text: string, datesInside: boolean): readonly string[] {
  if (datesInside) {
    const halves = text.split(",");
    const dates: string[] = [];
    for (let index = 0; index < halves.length; index += 2)
      dates.push(`${halves[index]},${halves[index + 1] ?? ""}`.trim());
    return dates;
  }
  if (!text.includes('"')) return text.split(",").map((item) => item.trim());
  const items: string[] = [];
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\" && inQuotes) at += 1;
    else if (char === '"') inQuotes = !inQuotes;
    else if (char === "," && !inQuotes) {
      items.push(unquote(text.slice(start, at)));
      start = at + 1;
    }
  }
  items.push(unquote(text.slice(start)));
  return items;
}

export function joinHeaderList(items: readonly string[]): string {
  return items.map((item) => (/[",]/.test(item) ? `"${item.replace(/(["\\])/g, "\\$1")}"` : item)).join(", ");
}

function unquote(text: string): string {
  const trimmed = text.trim();
  if (trimmed.length < 2 || !trimmed.startsWith('"') || !trimmed.endsWith('"')) return trimmed;
  return trimmed.slice(1, -1).replace(/\\(["\\])/g, "$1");
}
