/**
 * May the caller do this? Needs the parsed input, which names the resource. An operation without an `access` mapping is denied. One that AWS
 * takes unsigned is let through: its input proves the caller, so the operation itself decides on the same checks.
 */
import { countUnmapped } from "../../auth/decision-counters.ts";
import { unmappedDenial } from "../../auth/denial.ts";
import type { AuthError } from "../../kit/errors.ts";
import type { Exchange } from "../exchange.ts";

export function authorize(exchange: Exchange): void | Promise<void> {
  const { operation, row, context } = exchange.matched;
  const { style } = exchange.found;
  if (typeof row.access !== "function") throw unmapped(exchange, operation.name);
  if (row.isRefusedInParts === true) return undefined;
  const checks = row.access(exchange.input as never, context);
  exchange.checks = checks;
  if (context.principal.type === "anonymous" && operation.isUnsigned) return undefined;
  return exchange.gateway.authorizer.authorize(context, checks, style);
}

/** A defect of ours, so it is said loudly: the call is refused to everybody, root included. */
function unmapped(exchange: Exchange, operation: string): AuthError {
  const { runtime } = exchange.gateway;
  const { entry, style } = exchange.found;
  countUnmapped(runtime.metrics);
  runtime.log.error("an operation has no access mapping and is refused to everybody", {
    service: entry.name,
    operation,
  });
  return unmappedDenial(style, exchange.matched.context, operation);
}
