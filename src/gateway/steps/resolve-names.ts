/** What names in the input stand for, for the few operations that take names of names. */
import type { Exchange } from "../exchange.ts";

export function resolveNames(exchange: Exchange): void | Promise<void> {
  const { row, context } = exchange.matched;
  if (row.resolve === undefined) return undefined;
  const resolved = row.resolve(exchange.input as never, context, exchange.found.service.instance as never);
  if (resolved instanceof Promise) return resolved.then((input: unknown) => void (exchange.input = input));
  exchange.input = resolved;
}
