/**
 * Reads the whole body of RPC calls (JSON, query, CBOR) before anything else looks at them. AWS: query calls name their operation in the
 * body, and all of these services sign a digest of the body that no header repeats. REST services name the operation in the request line
 * and are left alone, so that a large upload can be refused by its head.
 */
import type { Exchange } from "../exchange.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { readWholeBody } from "../read-whole-body.ts";

export function bufferCallBody(exchange: Exchange): void | Promise<void> {
  const { model, style } = exchange.found;
  const isRest = model.protocol === "rest-xml" || model.protocol === "rest-json";
  if (isRest || exchange.wholeBody !== undefined) return;
  return readWholeBody(exchange.incoming.body, BODY_BYTES_MAX[model.protocol], style).then(
    (bytes) => void (exchange.wholeBody = bytes),
  );
}
