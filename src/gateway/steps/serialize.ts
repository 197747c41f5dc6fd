/** From the operation's typed output to the answer on the wire. */
import type { HttpResponse } from "../../kit/http.ts";
import type { Exchange } from "../exchange.ts";

export function serialize(exchange: Exchange): HttpResponse {
  const { protocol, model } = exchange.found;
  return protocol.serializeOutput(model, exchange.matched.operation, exchange.output, exchange.requestId);
}
