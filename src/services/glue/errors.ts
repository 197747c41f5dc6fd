/**
 * Glue's refusals in Glue's words. Shapes from the client's model; messages as seen in public transcripts of the service
 * ("Database x not found.", "Cannot find partition.", ...). Every Glue error of fault client is HTTP 400 (AWS JSON 1.1).
 */
import { ServiceError } from "../../kit/errors.ts";

function refusal(code: string, message: string): ServiceError {
  return new ServiceError({ code, message, status: 400, fields: { Message: message } });
}

export const entityNotFound = (message: string): ServiceError => refusal("EntityNotFoundException", message);
export const databaseNotFound = (name: string): ServiceError => entityNotFound(`Database ${name} not found.`);
export const tableNotFound = (name: string): ServiceError => entityNotFound(`Table ${name} not found.`);
export const partitionNotFound = (): ServiceError => entityNotFound("Cannot find partition.");
export const versionNotFound = (): ServiceError => entityNotFound("Version not found.");
export const crawlerNotFound = (name: string): ServiceError =>
  entityNotFound(`Crawler with name ${name} does not exist`);
export const catalogNotFound = (id: string): ServiceError => entityNotFound(`Catalog ${id} not found.`);
export const alreadyExists = (what: string): ServiceError =>
  refusal("AlreadyExistsException", `${what} already exists.`);
export const invalidInput = (message: string): ServiceError => refusal("InvalidInputException", message);
export const invalidState = (message: string): ServiceError => refusal("InvalidStateException", message);
export const concurrentModification = (message: string): ServiceError =>
  refusal("ConcurrentModificationException", message);
export const policyNotFound = (): ServiceError => entityNotFound("Policy not found");
export const conditionCheckFailed = (message: string): ServiceError =>
  refusal("ConditionCheckFailureException", message);
export const crawlerRunning = (name: string): ServiceError =>
  refusal("CrawlerRunningException", `Crawler with name ${name} has already started`);
export const crawlerNotRunning = (name: string): ServiceError =>
  refusal("CrawlerNotRunningException", `Crawler with name ${name} isn't running`);
export const crawlerStopping = (name: string): ServiceError =>
  refusal("CrawlerStoppingException", `Crawler with name ${name} is stopping`);

/** A member that breaks a constraint of the model, in the form all AWS JSON services use. `member` is the path, `rule` what it must satisfy. */
export function validationFailed(value: string, member: string, rule: string): ServiceError {
  return refusal(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${rule}`,
  );
}
