/**
 * The records of account creation. A request is over when it is written; its status is what clients that wait for it read.
 */
import type { CreateAccountStatus } from "@aws-sdk/client-organizations";
import type { Reader } from "../../storage/record-store.ts";
import { createAccountStatusNotFound } from "./errors.ts";
import { type OrganizationRecord, readRecord, requestKey, type RequestRecord } from "./records.ts";

/** @throws CreateAccountStatusNotFoundException */
export function getRequest(reader: Reader, { id: organizationId }: OrganizationRecord, id: string): RequestRecord {
  const request = readRecord<RequestRecord>(reader, requestKey(organizationId, id));
  if (request === undefined) throw createAccountStatusNotFound();
  return request;
}

export function requestShape(request: RequestRecord): CreateAccountStatus {
  return {
    Id: request.id,
    AccountName: request.accountName,
    State: request.failure === undefined ? "SUCCEEDED" : "FAILED",
    RequestedTimestamp: new Date(request.requestedMs),
    CompletedTimestamp: new Date(request.completedMs),
    AccountId: request.accountId,
    FailureReason: request.failure,
  };
}

/** The answer to CreateAccount, which tells nothing of the outcome yet. */
export function startedShape(request: RequestRecord): CreateAccountStatus {
  return {
    Id: request.id,
    AccountName: request.accountName,
    State: "IN_PROGRESS",
    RequestedTimestamp: new Date(request.requestedMs),
  };
}
