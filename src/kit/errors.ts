/**
 * The closed set of refusals. A `ServiceError` is an answer AWS would give; it carries AWS's own code, message and
 * status, and each protocol writes it in its own form. Anything else that is thrown becomes InternalError without detail.
 */
export type Fault = "client" | "server";

export interface ServiceErrorOptions {
  /** AWS's error code, e.g. `NoSuchBucket`; for JSON protocols the shape name. */
  readonly code: string;
  /** AWS's message, verbatim where it is known. */
  readonly message: string;
  /** HTTP status. */
  readonly status: number;
  readonly fault?: Fault;
  /** Modelled or conventional members beside code and message (`BucketName`, `Key`, `Resource` ...). */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Response headers that belong to this error (`x-amz-delete-marker`, `Allow` ...). */
  readonly headers?: readonly (readonly [string, string])[];
  readonly cause?: unknown;
}

export class ServiceError extends Error {
  override readonly name: string = "ServiceError";
  readonly code: string;
  readonly status: number;
  readonly fault: Fault;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: readonly (readonly [string, string])[];

  constructor(options: ServiceErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.fault = options.fault ?? (options.status >= 500 ? "server" : "client");
    this.fields = options.fields ?? {};
    this.headers = options.headers ?? [];
  }
}

/** The request was not authenticated or not allowed. */
export class AuthError extends ServiceError {
  override readonly name = "AuthError";
}

/** An operation or feature that Lakebed does not have. Answers 501 and says what is missing; never a false success. */
export class NotImplementedError extends ServiceError {
  override readonly name = "NotImplementedError";
  constructor(service: string, feature: string, reason: string) {
    super({
      code: "NotImplemented",
      status: 501,
      message: `Lakebed does not implement ${service} ${feature}: ${reason}`,
    });
  }
}

/** A start-up problem: one clear sentence with the remedy. The process ends with exit code 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** 500 in the words of AWS. The cause goes to the log, never to the client. */
export function internalError(cause?: unknown): ServiceError {
  return new ServiceError({
    code: "InternalError",
    status: 500,
    message: "We encountered an internal error. Please try again.",
    cause,
  });
}
