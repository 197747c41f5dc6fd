/**
 * One request on its way through the pipeline. Each step fills in what it found; later steps rely on it. The order of
 * the steps in `pipeline.ts` is what makes `require...` safe.
 */
import type { Audit } from "../audit/audit.ts";
import type { Authorizer } from "../auth/authorize.ts";
import type { CredentialSource } from "../auth/credentials.ts";
import type { ErrorStyle } from "../auth/error-style.ts";
import type {
  AnonymousPrincipal,
  Principal,
  RequestOrigin,
  SignatureOrigin,
  SignedPrincipal,
} from "../auth/principal.ts";
import type { SignatureClaim } from "../auth/sigv4/signature-claim.ts";
import type { SignatureVerifier } from "../auth/sigv4/verify-signature.ts";
import type { ServiceError } from "../kit/errors.ts";
import type { ByteStream, Headers, HttpResponse } from "../kit/http.ts";
import type { AccessCheck, UntypedOperation } from "../kit/operation.ts";
import type { RequestContext } from "../kit/context.ts";
import type { RoleCredentials } from "../kit/ports/role-credentials.ts";
import type { RootRoutes } from "../kit/root-routes.ts";
import type { Sealer } from "../kit/ports/sealer.ts";
import type { Service, ServiceEntry } from "../kit/service.ts";
import type { OperationModel, ServiceModel } from "../model/service-model.ts";
import type { Protocol, ProtocolRequest } from "../protocol/protocol.ts";
import { assert } from "../runtime/assert.ts";
import type { Log } from "../runtime/log.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { IncomingRequest } from "./incoming-request.ts";
import type { ServiceDirectory } from "./service-directory.ts";

/** What all requests share. */
export interface Gateway {
  readonly runtime: Runtime;
  readonly directory: ServiceDirectory;
  readonly credentials: CredentialSource;
  readonly verifier: SignatureVerifier;
  readonly authorizer: Authorizer;
  readonly audit: Audit;
  readonly sealer: Sealer;
  /** For the container credentials route. */
  readonly roleCredentials: () => RoleCredentials | Promise<RoleCredentials>;
  /** Routes for the root user alone. */
  readonly rootRoutes: RootRoutes;
  /** Regions this program answers for, the usual one first. */
  readonly regions: readonly string[];
  /** Takes S3's Signature Version 2 in the `Authorization` field. */
  readonly takesVersion2: boolean;
  /** The account of anonymous requests: the root user's. */
  readonly accountId: string;
  readonly version: string;
  /** Wall time at which this program began to answer, milliseconds. */
  readonly startedMs: number;
}

/** A service once it is found and loaded. */
export interface Target {
  readonly entry: ServiceEntry;
  readonly service: Service;
  readonly model: ServiceModel;
  readonly protocol: Protocol;
  readonly style: ErrorStyle;
}

/** What came of a request: its answer, and why when it was refused. */
export interface Answered {
  readonly response: HttpResponse;
  readonly error: ServiceError | undefined;
}

/** A request that the gateway makes out of another one, whose caller it has found out already. */
export interface InnerRequest {
  /** Path-style path, whatever the host says. */
  readonly path: string;
  readonly principal: SignedPrincipal | AnonymousPrincipal;
  readonly region: string;
  readonly signature: SignatureOrigin | undefined;
  /** Bytes that the body cannot exceed; how many there are is known when it has been read. */
  readonly bodyBytesMax: number;
}

/** Answers a request that was made out of this one. */
export type AnswerInner = (incoming: IncomingRequest, inner?: InnerRequest) => Promise<Answered>;

const NO_TRAILERS: ReadonlyMap<string, string> = new Map();
const ANONYMOUS: Principal = { type: "anonymous" };

export class Exchange {
  readonly gateway: Gateway;
  readonly incoming: IncomingRequest;
  readonly inner: InnerRequest | undefined;
  readonly answerInner: AnswerInner;
  readonly startedMs: number;
  requestId = "";
  nowMs = 0;
  /** Path-style path for the protocol layer; the signature is over `incoming.rawPath`. */
  rawPath: string;
  /** Query for the protocol layer, which must be able to tell operations apart. */
  rawQuery: string;
  /** The host is a website's. */
  isWebsite = false;
  /** Region in the host name, when it names one. */
  hostRegion: string | undefined;
  target: Target | undefined;
  operation: OperationModel | undefined;
  row: UntypedOperation | undefined;
  principal: Principal = ANONYMOUS;
  /** What was signed with; undefined for unsigned requests. */
  signedWith: SignatureClaim | "version-2-query" | "version-2-field" | undefined;
  /** Account and Region that the request addresses; set with the principal. */
  accountId: string;
  region: string;
  /** All of the body, once it has been read whole. */
  wholeBody: Uint8Array | undefined;
  /** The body as the operation reads it: framing removed, every promised digest compared while it is read. */
  body: ByteStream;
  trailers: ReadonlyMap<string, string> = NO_TRAILERS;
  promisedBodyBytes: number | undefined;
  context: RequestContext | undefined;
  input: unknown;
  /** What the caller must be allowed; undefined until the input has named it. */
  checks: readonly AccessCheck[] | undefined;
  output: unknown;

  constructor(
    gateway: Gateway,
    incoming: IncomingRequest,
    { inner, answerInner }: { readonly inner: InnerRequest | undefined; readonly answerInner: AnswerInner },
  ) {
    this.gateway = gateway;
    this.incoming = incoming;
    this.inner = inner;
    this.answerInner = answerInner;
    this.startedMs = gateway.runtime.clock.monotonicMs();
    this.rawPath = incoming.rawPath;
    this.rawQuery = incoming.rawQuery;
    this.body = incoming.body;
    this.accountId = gateway.accountId;
    this.region = gateway.regions[0] ?? "";
  }

  /** The service this request is for; every step after identify-service has one. */
  get found(): Target {
    assert(this.target !== undefined, "a step ran before identify-service");
    return this.target;
  }

  /** The operation and its row; every step after match-operation has them. */
  get matched(): {
    readonly operation: OperationModel;
    readonly row: UntypedOperation;
    readonly context: RequestContext;
  } {
    assert(this.operation !== undefined, "a step ran before match-operation");
    assert(this.row !== undefined, "a step ran before match-operation");
    this.context ??= new ExchangeContext(this);
    return { operation: this.operation, row: this.row, context: this.context };
  }

  protocolRequest(): ProtocolRequest {
    const { method, headers } = this.incoming;
    return {
      method,
      rawPath: this.rawPath,
      rawQuery: this.rawQuery,
      headers,
      body: this.body,
      bodyBytes: this.wholeBody,
    };
  }
}

/** What operations see of an exchange. Reads through, so nothing is built for operations that do not look. */
class ExchangeContext implements RequestContext {
  private readonly exchange: Exchange;
  readonly principal: Principal;
  readonly accountId: string;
  readonly region: string;
  private ownLog: Log | undefined;
  private ownOrigin: RequestOrigin | undefined;

  constructor(exchange: Exchange) {
    this.exchange = exchange;
    this.principal = exchange.principal;
    this.accountId = exchange.accountId;
    this.region = exchange.region;
  }

  get requestId(): string {
    return this.exchange.requestId;
  }
  get origin(): RequestOrigin {
    const { requestId, incoming } = this.exchange;
    return (this.ownOrigin ??= {
      requestId,
      sourceIp: incoming.sourceIp,
      isSecure: incoming.scheme === "https",
      userAgent: incoming.headers.get("user-agent"),
      referer: incoming.headers.get("referer"),
      signature: signatureOrigin(this.exchange),
    });
  }
  get nowMs(): number {
    return this.exchange.nowMs;
  }
  get headers(): Headers {
    return this.exchange.incoming.headers;
  }
  get rawQuery(): string {
    return this.exchange.incoming.rawQuery;
  }
  get method(): string {
    return this.exchange.incoming.method;
  }
  get trailers(): ReadonlyMap<string, string> {
    return this.exchange.trailers;
  }
  get bodyBytes(): number | undefined {
    return this.exchange.promisedBodyBytes;
  }
  get wholeBody(): Uint8Array | undefined {
    return this.exchange.wholeBody;
  }
  get scheme(): "http" | "https" {
    return this.exchange.incoming.scheme;
  }
  get host(): string {
    return this.exchange.incoming.headers.get("host") ?? "";
  }
  get sourceIp(): string {
    return this.exchange.incoming.sourceIp;
  }
  get signal(): AbortSignal {
    return this.exchange.incoming.signal;
  }
  get log(): Log {
    return (this.ownLog ??= this.exchange.gateway.runtime.log.with({ requestId: this.exchange.requestId }));
  }
}

function signatureOrigin({ inner, signedWith, incoming, gateway }: Exchange): SignatureOrigin | undefined {
  if (inner !== undefined) return inner.signature;
  if (signedWith === undefined) return undefined;
  if (signedWith === "version-2-query" || signedWith === "version-2-field") {
    const authType = signedWith === "version-2-field" ? "REST-HEADER" : "REST-QUERY-STRING";
    return { authType, version: "AWS", ageMs: undefined, contentSha256: undefined };
  }
  const isHeader = signedWith.form === "header";
  return {
    authType: isHeader ? "REST-HEADER" : "REST-QUERY-STRING",
    version: "AWS4-HMAC-SHA256",
    ageMs: isHeader ? undefined : Math.max(gateway.runtime.clock.wallMs() - signedWith.dateMs, 0),
    contentSha256: incoming.headers.get("x-amz-content-sha256"),
  };
}

/** One step: fills in the exchange, or answers it at once. @throws {ServiceError} to refuse */
export type Step = (exchange: Exchange) => HttpResponse | undefined | void | Promise<HttpResponse | undefined | void>;
