/** From bytes to the operation's typed input. AWS: a malformed body is reported after a wrong signature and before a missing permission. */
import type { Exchange } from "../exchange.ts";

export function parseInput(exchange: Exchange): void {
  const { protocol, model } = exchange.found;
  exchange.input = protocol.parseInput(model, exchange.matched.operation, exchange.protocolRequest());
}
