/**
 * Requester pays: callers of other accounts must say that they know they pay, and are told that they did. Nobody is billed here.
 *
 * AWS: requests without `x-amz-request-payer` are refused with 403, anonymous ones too; the owner's own need nothing
 * (s3 user guide, RequesterPaysBuckets.html, read 2026-11-29).
 */
import { type AtHand, withValue } from "../../../kit/at-hand.ts";
import type { RequestContext } from "../../../kit/context.ts";
import { accessDenied } from "../errors.ts";
import type { BucketRecord } from "../store/bucket-record.ts";

const PARAMETER = "x-amz-request-payer";

/** Requests whose callers pay. */
const charged = new WeakSet<object>();

/** @throws {AccessDenied} 403 for who does not say that he pays */
export function checkPayer(bucket: BucketRecord, context: RequestContext): void {
  if (bucket.requestPayer === undefined) return;
  const { principal } = context;
  if ("accountId" in principal && principal.accountId === bucket.accountId) return;
  if (principal.type === "anonymous" || payerOf(context) !== "requester") throw accessDenied();
  charged.add(context);
}

/** AWS: a header, or a parameter of the query in presigned URLs. */
function payerOf({ headers, rawQuery }: RequestContext): string | undefined {
  const header = headers.get(PARAMETER);
  if (header !== undefined || !rawQuery.includes(PARAMETER)) return header;
  return new URLSearchParams(rawQuery).get(PARAMETER) ?? undefined;
}

interface Payable {
  readonly RequestPayer?: string;
}

interface Row {
  readonly handle?: (input: Payable, context: RequestContext, service: unknown) => AtHand<unknown>;
}

/** The rows of a table with answers that say who was charged, where the request says that its caller pays. */
export function tellingCharges<Table extends Readonly<Record<string, object>>>(table: Table): Table {
  const rows = Object.entries(table).map(([name, row]) => [name, tellingCharge(row)] as const);
  return Object.fromEntries(rows) as Table;
}

function tellingCharge(row: object): object {
  const { handle } = row as Row;
  if (handle === undefined) return row;
  const charging: Row["handle"] = (input, context, service) => {
    const outcome = handle(input, context, service);
    const isOffered = input.RequestPayer !== undefined || context.rawQuery.includes(PARAMETER);
    return isOffered ? withValue(outcome, (output) => withCharge(output, context)) : outcome;
  };
  return { ...row, handle: charging };
}

function withCharge(output: unknown, context: RequestContext): unknown {
  return charged.has(context) ? { ...(output as object), RequestCharged: "requester" } : output;
}
