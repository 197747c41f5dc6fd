/**
 * Requests below the SDK: signed by hand with AWS's own signer, sent byte for byte over a socket, so that broken ones can be made too.
 */
import { createHash, createHmac } from "node:crypto";
import { connect, type Socket } from "node:net";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest, QueryParameterBag } from "@smithy/types";
import type { TestServer } from "./server.ts";

/** The hash that SDK signers expect. */
export class Sha256 {
  private readonly secret: string | Uint8Array | undefined;
  private readonly chunks: Buffer[] = [];
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.secret = secret === undefined || typeof secret === "string" ? secret : toBuffer(secret);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.chunks.push(typeof data === "string" ? Buffer.from(data) : toBuffer(data));
  }
  async digest(): Promise<Uint8Array> {
    const hash = this.secret === undefined ? createHash("sha256") : createHmac("sha256", this.secret);
    for (const chunk of this.chunks) hash.update(chunk);
    return hash.digest();
  }
  reset(): void {
    this.chunks.length = 0;
  }
}

function toBuffer(data: ArrayBuffer | ArrayBufferView): Buffer {
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
}

export interface RawRequest {
  readonly method?: string;
  /** As it goes over the wire, already encoded. */
  readonly path: string;
  readonly query?: QueryParameterBag;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface SigningOptions {
  readonly service?: string;
  readonly region?: string;
  readonly signingDate?: Date;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  /** Header fields that are sent but not signed. */
  readonly unsignedHeaders?: readonly string[];
}

function signer(server: TestServer, options: SigningOptions): SignatureV4 {
  const service = options.service ?? "s3";
  return new SignatureV4({
    service,
    region: options.region ?? server.region,
    credentials: options.credentials ?? server.credentials,
    sha256: Sha256,
    uriEscapePath: service !== "s3",
    applyChecksum: true,
  });
}

function toMessage(server: TestServer, request: RawRequest): HttpRequest {
  return {
    method: request.method ?? "GET",
    protocol: "http:",
    hostname: "127.0.0.1",
    port: server.port,
    path: request.path,
    query: { ...request.query },
    headers: { host: `127.0.0.1:${server.port}`, ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
  };
}

/** The request with the fields that sign it. */
export async function signRequest(
  server: TestServer,
  request: RawRequest,
  options: SigningOptions = {},
): Promise<HttpRequest> {
  const settings = {
    ...(options.signingDate === undefined ? {} : { signingDate: options.signingDate }),
    ...(options.unsignedHeaders === undefined ? {} : { unsignableHeaders: new Set(options.unsignedHeaders) }),
  };
  return (await signer(server, options).sign(toMessage(server, request), settings)) as HttpRequest;
}

/** The request as a presigned URL: its signature in the query. */
export async function presignRequest(
  server: TestServer,
  request: RawRequest,
  options: SigningOptions & { readonly expiresIn?: number } = {},
): Promise<HttpRequest> {
  const message = toMessage(server, request);
  const settings = {
    expiresIn: options.expiresIn ?? 900,
    ...(options.signingDate === undefined ? {} : { signingDate: options.signingDate }),
  };
  // S3's own presigner leaves the payload unsigned; the signer does so when the digest is given.
  message.headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD";
  return (await signer(server, options).presign(message, {
    ...settings,
    unhoistableHeaders: new Set<string>(),
    unsignableHeaders: new Set(["x-amz-content-sha256"]),
  })) as HttpRequest;
}

/** The target of a request line. */
export function requestTarget(message: HttpRequest): string {
  const parts = Object.entries(message.query ?? {}).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => `${encodeRfc3986(name)}=${encodeRfc3986(one ?? "")}`),
  );
  return parts.length === 0 ? message.path : `${message.path}?${parts.join("&")}`;
}

export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The bytes of a message as HTTP/1.1; `Content-Length` is added when there is a body and nothing else says its length. */
export function requestBytes(message: HttpRequest, extra: readonly string[] = []): Buffer {
  const body = message.body === undefined ? Buffer.alloc(0) : Buffer.from(message.body as string);
  const names = Object.keys(message.headers).map((name) => name.toLowerCase());
  const hasLength = names.includes("content-length") || names.includes("transfer-encoding");
  const lines = [
    `${message.method} ${requestTarget(message)} HTTP/1.1`,
    ...Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`),
    ...(hasLength || (body.length === 0 && message.method === "GET") ? [] : [`content-length: ${body.length}`]),
    ...extra,
    "",
    "",
  ];
  return Buffer.concat([Buffer.from(lines.join("\r\n"), "latin1"), body]);
}

export interface RawResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** One connection on which bytes are written and answers are read. */
export class RawConnection {
  readonly socket: Socket;
  private received = Buffer.alloc(0);
  private readonly arrived: Buffer[] = [];
  private isClosed = false;
  private notify: () => void = () => {};

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.arrived.push(chunk);
      this.notify();
    });
    const close = (): void => {
      this.isClosed = true;
      this.notify();
    };
    socket.on("end", close);
    socket.on("close", close);
    socket.on("error", close);
  }

  static open(server: { readonly port: number }): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port: server.port, host: "127.0.0.1", allowHalfOpen: true }, () =>
        resolve(new RawConnection(socket)),
      );
      socket.once("error", reject);
    });
  }

  write(bytes: string | Uint8Array): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** Says that no more bytes will come. */
  finish(): void {
    this.socket.end();
  }

  /** The next answer, or undefined when the connection ends before one is complete. `100 Continue` is an answer too. */
  async next(options: { readonly isHead?: boolean } = {}): Promise<RawResponse | undefined> {
    for (;;) {
      this.received = Buffer.concat([this.received, ...this.arrived.splice(0)]);
      const response = this.takeResponse(options.isHead === true);
      if (response !== undefined) return response;
      if (this.isClosed && this.arrived.length === 0) return undefined;
      await this.moved(this.missingBytes());
    }
  }

  /** Resolves when the server has closed the connection. */
  async closed(): Promise<void> {
    while (!this.isClosed) await this.moved(Infinity);
  }

  close(): void {
    this.socket.destroy();
  }

  /** Resolves when at least that many bytes more have come, or the connection has ended. */
  private async moved(bytes = 1): Promise<void> {
    const have = (): number => this.arrived.reduce((sum, chunk) => sum + chunk.length, 0);
    while (!this.isClosed && have() < bytes) await new Promise<void>((resolve) => (this.notify = resolve));
  }

  /** What a body of known length still lacks; 1 while that is not known. */
  private missingBytes(): number {
    const end = this.received.indexOf("\r\n\r\n");
    const length = /\r\ncontent-length: *(\d+)/i.exec(
      this.received.subarray(0, Math.max(end, 0)).toString("latin1"),
    )?.[1];
    return length === undefined ? 1 : Math.max(1, end + 4 + Number(length) - this.received.length);
  }

  private takeResponse(isHead: boolean): RawResponse | undefined {
    const end = this.received.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const [statusLine = "", ...lines] = this.received.subarray(0, end).toString("latin1").split("\r\n");
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
    );
    const status = Number(statusLine.split(" ")[1]);
    const isBodiless = isHead || status < 200 || status === 204 || status === 304;
    const bodyEnd = isBodiless ? end + 4 : this.bodyEnd(end + 4, headers);
    if (bodyEnd === undefined) return undefined;
    const body = this.received.subarray(end + 4, bodyEnd).toString("utf8");
    this.received = this.received.subarray(bodyEnd);
    return { status, headers, body };
  }

  private bodyEnd(start: number, headers: ReadonlyMap<string, string>): number | undefined {
    const length = headers.get("content-length");
    if (length !== undefined)
      return this.received.length >= start + Number(length) ? start + Number(length) : undefined;
    if (headers.get("transfer-encoding") !== "chunked") return start;
    const last = this.received.indexOf("0\r\n\r\n", start);
    return last < 0 ? undefined : last + 5;
  }
}

/** Sends one message on a connection of its own and gives its answer. */
export async function exchange(server: { readonly port: number }, bytes: Uint8Array | string): Promise<RawResponse> {
  const connection = await RawConnection.open(server);
  try {
    connection.write(bytes);
    const response = await connection.next();
    if (response === undefined) throw new Error("the server closed the connection without an answer");
    return response;
  } finally {
    connection.close();
  }
}

/** Signs and sends. */
export async function sendSigned(
  server: TestServer,
  request: RawRequest,
  options: SigningOptions = {},
): Promise<RawResponse> {
  return exchange(server, requestBytes(await signRequest(server, request, options)));
}

/** Text of one element of an XML answer. */
export function xmlText(body: string, element: string): string | undefined {
  return new RegExp(`<${element}>([^<]*)</${element}>`).exec(body)?.[1];
}
