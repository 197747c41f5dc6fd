/** Reads the body of operations whose input does not stream, now that the request is known to be genuine. Streaming bodies stay unread until the operation pulls them. */
import type { OperationModel } from "../../model/service-model.ts";
import type { Exchange } from "../exchange.ts";
import { BODY_BYTES_MAX } from "../limits.ts";
import { readWholeBody } from "../read-whole-body.ts";

const NOTHING = new Uint8Array(0);
const streaming = new WeakMap<OperationModel, boolean>();

export function readBody(exchange: Exchange): void | Promise<void> {
  const { model, style } = exchange.found;
  const { operation } = exchange.matched;
  if (exchange.wholeBody !== undefined || hasStreamingInput(operation)) return;
  const { incoming } = exchange;
  // A body that promised a digest or a framing is another one than came in.
  if (incoming.isBodiless === true && exchange.body === incoming.body) {
    exchange.wholeBody = NOTHING;
    return;
  }
  return readWholeBody(exchange.body, BODY_BYTES_MAX[model.protocol], style).then(
    (bytes) => void (exchange.wholeBody = bytes),
  );
}

function hasStreamingInput(operation: OperationModel): boolean {
  let known = streaming.get(operation);
  if (known === undefined) {
    known = [...operation.input.structIterator()].some(([, member]) => member.isStreaming());
    streaming.set(operation, known);
  }
  return known;
}
