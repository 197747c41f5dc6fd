/** Entity tags: stored bare, shown in quotes, accepted either way. */

/** As S3 shows it: in double quotes. */
export function quoteEtag(etag: string): string {
  return `"${etag}"`;
}

/** Without quotes, whether the client sent them or not. */
export function unquoteEtag(text: string): string {
  const trimmed = text.trim();
  return trimmed.length >= 2 && trimmed.startsWith('"') && trimmed.endsWith('"') ? trimmed.slice(1, -1) : trimmed;
}

/** Whether a conditional header names this ETag: `*`, one tag, or a list; quotes optional. */
export function etagMatches(condition: string, etag: string): boolean {
  return condition.split(",").some((candidate) => {
    const tag = unquoteEtag(candidate);
    return tag === "*" || tag === etag;
  });
}
