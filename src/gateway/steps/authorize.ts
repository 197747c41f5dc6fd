/**
 * May the caller do this? Needs the parsed input, which names the resource. An operation without an `access` mapping is denied. One that AWS
 * takes unsigned is let through: its input proves the caller, so the operation itself decides on the same checks.
 */
import { accessDenied } from "../../auth/authorize.ts";
import type { Exchange } from "../exchange.ts";

export function authorize(exchange: Exchange): void | Promise<void> {
  const { operation, row, context } = exchange.matched;
  const { style } = exchange.found;
  if (typeof row.access !== "function") throw accessDenied(style, context, undefined);
  const checks = row.access(exchange.input as never, context);
  exchange.checks = checks;
  if (context.principal.type === "anonymous" && operation.isUnsigned) return undefined;
  return exchange.gateway.authorizer.authorize(context, checks, style);
}
