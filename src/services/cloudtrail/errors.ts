/** CloudTrail's refusals. Codes are the shapes of its model, all HTTP 400; the messages are ours where no transcript was found. */
import { ServiceError } from "../../kit/errors.ts";

function refusal(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, status: 400, fields: { Message: message } });
}

export const invalidLookupAttributes = (message: string): ServiceError =>
  refusal("InvalidLookupAttributesException", message);
export const invalidMaxResults = (): ServiceError =>
  refusal("InvalidMaxResultsException", "MaxResults must be from 1 to 50.");
export const invalidTimeRange = (): ServiceError =>
  refusal("InvalidTimeRangeException", "The start time must not be after the end time.");
export const invalidNextToken = (): ServiceError =>
  refusal(
    "InvalidNextTokenException",
    "The token is not valid, or was given with other parameters than the call that it comes from.",
  );
export const invalidEventCategory = (): ServiceError =>
  refusal("InvalidEventCategoryException", "The only event category that can be asked for is insight.");
