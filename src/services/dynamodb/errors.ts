/**
 * DynamoDB's refusals in its own words: from the API reference's error lists and from what AWS was recorded with (paritysuite/dynamodb-conformance, read 2026-11-29).
 *
 * AWS answers a request that is wrong in itself in two manners, by operation: the newer one puts every such message behind "1 validation error detected: ". What only the state shows
 * (a key of the wrong type, an item that grew too large) is said plainly everywhere.
 */
import { ServiceError } from "../../kit/errors.ts";

function refusal(code: string, message: string, fields: Readonly<Record<string, unknown>> = {}): ServiceError {
  return new ServiceError({ code, message, status: 400, fields });
}

export const validation = (message: string): ServiceError => refusal("ValidationException", message);
export const invalidValues = (message: string): ServiceError =>
  validation(`One or more parameter values were invalid: ${message}`);

/** How an operation words what is wrong with a request in itself. */
export type Wording = (message: string) => ServiceError;

// AWS: GetItem, Query, Scan, batches and transactions (captured 2026-09-20).
export const plainly: Wording = (message) => validation(message);
// AWS: PutItem, UpdateItem and DeleteItem (captured 2026-09-20 in us-east-1 and eu-west-2).
export const enveloped: Wording = (message) => validation(`1 validation error detected: ${message}`);

export const resourceNotFound = (message = "Requested resource not found"): ServiceError =>
  refusal("ResourceNotFoundException", message);
export const tableNotFound = (name: string): ServiceError =>
  resourceNotFound(`Requested resource not found: Table: ${name} not found`);
export const resourceInUse = (message: string): ServiceError => refusal("ResourceInUseException", message);
export const tableExists = (name: string): ServiceError => resourceInUse(`Table already exists: ${name}`);
export const limitExceeded = (message: string): ServiceError => refusal("LimitExceededException", message);
export const tooManyTables = (limit: number): ServiceError =>
  limitExceeded(`Subscriber limit exceeded: Account has reached its limit of ${limit} tables`);
export const keyMismatch = (): ServiceError => validation("The provided key element does not match the schema");
export const itemTooLarge = (): ServiceError => validation("Item size has exceeded the maximum allowed size");
export const updatedItemTooLarge = (): ServiceError =>
  validation("Item size to update has exceeded the maximum allowed size");

/** `item` is there when the caller asked for the item as it is. */
export const conditionFailed = (item?: unknown): ServiceError =>
  refusal(
    "ConditionalCheckFailedException",
    "The conditional request failed",
    item === undefined ? {} : { Item: item },
  );
export const collectionTooLarge = (): ServiceError =>
  refusal("ItemCollectionSizeLimitExceededException", "Collection size exceeded.");

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: unknown;
}

export const transactionCanceled = (reasons: readonly CancellationReason[]): ServiceError =>
  refusal(
    "TransactionCanceledException",
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(", ")}]`,
    { CancellationReasons: reasons },
  );
export const idempotentMismatch = (): ServiceError =>
  refusal(
    "IdempotentParameterMismatchException",
    "The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical",
  );
// AWS: the spelling is its own (recorded in dynalite's suite).
export const tableArnNotFound = (arn: string): ServiceError =>
  resourceNotFound(`Requested resource not found: ResourcArn: ${arn} not found`);
