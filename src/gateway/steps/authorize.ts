/**
 * May the caller do this? Needs the parsed input, which names the resource. An operation without an `access` mapping is denied. One that AWS
 * takes unsigned is let through: its input proves the caller, so the operation itself decides on the same checks.
 */
import { countUnmapped } from "../../auth/decision-counters.ts";
import { unmappedDenial } from "../../auth/denial.ts";
import { AuthError } from "../../kit/errors.ts";
import type { AccessCheck } from "../../kit/operation.ts";
import type { Exchange } from "../exchange.ts";

export function authorize(exchange: Exchange): void | Promise<void> {
  const { operation, row, context } = exchange.matched;
  const { style } = exchange.found;
  if (typeof row.access !== "function") throw unmapped(exchange, operation.name);
  if (row.isRefusedInParts === true) return undefined;
  const checks = row.access(exchange.input as never, context);
  exchange.checks = checks;
  if (context.principal.type === "anonymous" && operation.isUnsigned) return undefined;
  if (row.whenRefused !== undefined) return authorizeTelling(exchange, checks);
  return exchange.gateway.authorizer.authorize(context, checks, style);
}

/** The same for an operation that may have something else to say to whom it refuses. */
function authorizeTelling(exchange: Exchange, checks: readonly AccessCheck[]): void | Promise<void> {
  const { gateway, matched, found } = exchange;
  try {
    const outcome = gateway.authorizer.authorize(matched.context, checks, found.style);
    return outcome instanceof Promise ? outcome.catch((error: unknown) => tell(exchange, error)) : outcome;
  } catch (error) {
    return tell(exchange, error);
  }
}

async function tell({ matched, found, input }: Exchange, refusal: unknown): Promise<never> {
  if (refusal instanceof AuthError)
    await matched.row.whenRefused?.(input as never, matched.context, found.service.instance as never);
  throw refusal;
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
