/** The operation itself. */
import type { Exchange } from "../exchange.ts";

export async function invoke(exchange: Exchange): Promise<void> {
  const { row, context } = exchange.matched;
  exchange.output = await row.handle(exchange.input as never, context, exchange.found.service.instance as never);
}
