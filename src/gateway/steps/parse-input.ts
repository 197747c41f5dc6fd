/**
 * From bytes to the operation's typed input. AWS: a malformed body is reported after a wrong signature and before a missing permission, and so
 * is a value that breaks a constraint of the API, where the operation checks those by itself.
 */
import type { Exchange } from "../exchange.ts";

export function parseInput(exchange: Exchange): void {
  const { protocol, model } = exchange.found;
  const { operation, row } = exchange.matched;
  exchange.input = protocol.parseInput(model, operation, exchange.protocolRequest());
  row.validate?.(exchange.input as never);
}
