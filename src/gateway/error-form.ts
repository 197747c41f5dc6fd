/**
 * From whatever was thrown to the answer a client of that service understands. The only place where errors meet the wire.
 *
 * A full disk is answered as 503 ServiceUnavailable everywhere: it is AWS's common code for "not now", SDKs retry it a few times and then
 * report it, and nothing was half-done. A transaction that found no quiet moment is 503 too (S3: SlowDown). Anything unknown becomes
 * the service's internal error; what it was goes to the log with the request id, never to the client.
 */
import type { ErrorStyle } from "../auth/error-style.ts";
import { internalError, ServiceError } from "../kit/errors.ts";
import type { HttpResponse } from "../kit/http.ts";
import type { ServiceModel } from "../model/service-model.ts";
import { StorageError, type StorageErrorKind } from "../storage/storage-error.ts";
import type { Exchange } from "./exchange.ts";
import { bareModel } from "./bare-model.ts";
import { wireForms } from "./wire-forms.ts";

export async function serializeFailure(
  exchange: Exchange,
  thrown: unknown,
): Promise<{ readonly error: ServiceError; readonly response: HttpResponse }> {
  const { target, operation, requestId } = exchange;
  const error = toServiceError(thrown, target?.style ?? "s3");
  if (error.fault === "server" && error.code !== "NotImplemented") logFault(exchange, error);
  const model: ServiceModel = target?.model ?? UNKNOWN;
  const protocol = target?.protocol ?? (await wireForms())(model.protocol);
  return { error, response: protocol.serializeError(model, operation, error, requestId) };
}

/** A request that nobody could be found for is answered in S3's form, the service behind every path that is not another's. */
const UNKNOWN = bareModel("s3", "rest-xml");

function toServiceError(thrown: unknown, style: ErrorStyle): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  if (thrown instanceof StorageError) {
    const words = STORAGE_WORDS[thrown.kind];
    if (words !== undefined) {
      const code = words.isContention && style === "s3" ? "SlowDown" : "ServiceUnavailable";
      return new ServiceError({ code, status: 503, message: words.message, cause: thrown });
    }
  }
  if (style === "s3") return internalError(thrown);
  // AWS: InternalFailure 500, the Common Errors of every API reference but S3's.
  return new ServiceError({
    code: "InternalFailure",
    status: 500,
    message: "The request processing has failed because of an unknown error, exception or failure.",
    cause: thrown,
  });
}

const STORAGE_WORDS: Partial<Record<StorageErrorKind, { readonly message: string; readonly isContention: boolean }>> = {
  full: { message: "The storage of this server is full. Free some space and try again.", isContention: false },
  closed: { message: "The server is stopping. Please try again.", isContention: false },
  conflict: { message: "Please reduce your request rate.", isContention: true },
};

function logFault(exchange: Exchange, error: ServiceError): void {
  const cause = error.cause instanceof Error ? error.cause : error;
  exchange.gateway.runtime.log.error("a request failed on our side", {
    requestId: exchange.requestId,
    service: exchange.target?.entry.name,
    operation: exchange.operation?.name,
    code: error.code,
    stack: cause.stack,
  });
}
