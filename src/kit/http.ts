/**
 * HTTP as the rooms above the sockets see it: raw where signatures need it raw, bytes where bodies are bytes. No
 * `node:http` type passes this line.
 */

/** Bytes in order, pulled by the reader: a slow reader slows the writer. An empty chunk is allowed and means nothing. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
  /**
   * All of the bytes when they are at hand and nothing was pulled yet; undefined otherwise. Where there is this, small bodies need not be pulled at
   * all. What pulling them would throw at their end it throws.
   */
  takeWhole?(): Uint8Array | undefined;
}

/** A body that is whole in memory, or one that streams. */
export type Body = Uint8Array | ByteStream;

/** Header fields as received: duplicates and order kept, lookup by lower-case name. */
export interface Headers {
  /** The field's value; several fields of one name are joined by `,` as RFC 9110 section 5.3 says. */
  get(lowerCaseName: string): string | undefined;
  has(lowerCaseName: string): boolean;
  /** Each name once, in lower case. */
  names(): Iterable<string>;
  /** Name (as sent) and value of each field, in order. */
  entries(): readonly (readonly [name: string, value: string])[];
}

export interface HttpRequest {
  readonly method: string;
  /** The path as sent, before `?`: never decoded, never normalised. Starts with `/`. */
  readonly rawPath: string;
  /** The query as sent, without the `?`; empty when there is none. */
  readonly rawQuery: string;
  readonly headers: Headers;
  /** The body as the signature step left it: `aws-chunked` framing removed and every promised digest verified while it is read. */
  readonly body: ByteStream;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Body | undefined;
}

export function createHeaders(fields: readonly (readonly [string, string])[]): Headers {
  const byName = new Map<string, string>();
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    const previous = byName.get(lower);
    byName.set(lower, previous === undefined ? value : `${previous},${value}`);
  }
  return {
    get: (name) => byName.get(name),
    has: (name) => byName.has(name),
    names: () => byName.keys(),
    entries: () => fields,
  };
}

/** A stream of exactly one chunk, or of none when it is empty. */
export async function* streamOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}
