/**
 * Where a request acts: one catalog for each account and Region. `CatalogId` may name the catalog of another account in the same Region, which the
 * resource policy of that catalog must allow; crawlers belong to the caller's own account.
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

/** The catalog that a request names. @throws EntityNotFoundException when `CatalogId` is no account's */
export function catalogScopeOf(context: RequestContext, catalogId = context.accountId): Scope {
  if (!isAccountId(catalogId)) throw catalogNotFound(catalogId);
  return { ...scopeOfCaller(context, context.nowMs), accountId: catalogId };
}

// AWS: the id of a catalog is the id of its account; nested catalogs have longer ones, which do not exist here.
export const isAccountId = (id: string): boolean => /^\d{12}$/.test(id);

/** The caller's own account. @throws EntityNotFoundException when `CatalogId` is another catalog */
export function scopeOf(context: RequestContext, catalogId?: string): Scope {
  if (catalogId !== undefined && catalogId !== context.accountId) throw catalogNotFound(catalogId);
  return scopeOfCaller(context, context.nowMs);
}
