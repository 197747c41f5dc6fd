/** The operation itself. */
import type { Exchange } from "../exchange.ts";

export function invoke(exchange: Exchange): void | Promise<void> {
  const { row, context } = exchange.matched;
  const output = row.handle(exchange.input as never, context, exchange.found.service.instance as never);
  if (output instanceof Promise) return output.then((value: unknown) => void (exchange.output = value));
  exchange.output = output;
}
