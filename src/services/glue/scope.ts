/**
 * Where a request acts: one catalog for each account and Region. `CatalogId`, when given, must name that catalog, because
 * sharing between accounts is not there yet.
 */
import { type Caller, nameOf } from "../../auth/principal.ts";
import type { RequestContext } from "../../kit/context.ts";
import { catalogNotFound } from "./errors.ts";

export interface Scope {
  readonly accountId: string;
  readonly region: string;
  /** ARN of who asks, for `CreatedBy`. */
  readonly callerArn: string;
  readonly nowMs: number;
}

export function scopeOfCaller(caller: Caller, nowMs: number): Scope {
  const callerArn = nameOf(caller.principal);
  return { accountId: caller.accountId, region: caller.region, callerArn, nowMs };
}

/** @throws EntityNotFoundException when `CatalogId` is another catalog */
export function scopeOf(context: RequestContext, catalogId?: string): Scope {
  if (catalogId !== undefined && catalogId !== context.accountId) throw catalogNotFound(catalogId);
  return scopeOfCaller(context, context.nowMs);
}
