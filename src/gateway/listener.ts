/**
 * The HTTP door: `node:http` or `node:https` on one side, our request and response on the other. It owns connections, their limits
 * and their end; it knows nothing of AWS beyond the words for a request that is no HTTP at all.
 *
 * Answers go out before the whole body came in when a request is refused early. A small rest is read and thrown away and the connection
 * kept; a large one is read for a bounded while so that the client sees the answer, and then the connection is closed.
 *
 * Requests that one turn of the event loop brings begin together, at its end: they then go through each step one after the other, and
 * all but the first find the step's code and data in the processor's caches. A request alone runs through more code than those hold.
 */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { withValue } from "../kit/at-hand.ts";
import { ConfigError } from "../kit/errors.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Timers } from "../runtime/timers.ts";
import type { IncomingRequest, RequestHandler } from "./incoming-request.ts";
import type { ListenerLimits } from "./limits.ts";
import { bodyTimeout, RequestBody, truncatedBody } from "./listener-body.ts";
import { refusalOf } from "./listener-refusal.ts";
import { writeResponse } from "./listener-response.ts";
import { RawHeaders } from "./raw-headers.ts";

export interface ListenerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** PEM texts; plain HTTP without them. */
  readonly tls: { readonly key: string; readonly cert: string } | undefined;
  readonly limits: ListenerLimits;
  readonly handler: RequestHandler;
  readonly timers: Timers;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface Listener {
  readonly port: number;
  /** Takes no more connections, lets running requests finish for `graceMs`, then cuts them. Resolves when all are closed. */
  stop(graceMs: number): Promise<void>;
}

/** One request between its head and the end of its answer. */
interface Exchange {
  readonly body: RequestBody;
  readonly response: ServerResponse;
  readonly abort: (reason: Error) => void;
}

/** What is known of one connection. */
interface Connection {
  current: Exchange | undefined;
  waiting: number;
  tail: Promise<void> | undefined;
  isBroken: boolean;
}

/** @throws {ConfigError} when the port is taken or may not be used */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const door = new Door(options);
  await door.listen();
  return door;
}

class Door implements Listener {
  private readonly options: ListenerOptions;
  private readonly server: Server;
  private readonly connections = new WeakMap<Duplex, Connection>();
  private readonly running = new Set<Exchange>();
  private nextTurn: Promise<void> | undefined;
  private isStopping = false;
  private openConnections = 0;

  constructor(options: ListenerOptions) {
    const { limits, tls } = options;
    const serverOptions: ServerOptions = {
      maxHeaderSize: limits.headerBytesMax,
      insecureHTTPParser: false,
      headersTimeout: limits.headerMsMax,
      // A 5 GiB upload may take hours; idle time is bounded instead.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveMs,
      connectionsCheckingInterval: limits.timeCheckMs,
      noDelay: true,
    };
    this.options = options;
    this.server = tls === undefined ? createHttpServer(serverOptions) : createHttpsServer({ ...serverOptions, ...tls });
    this.server.maxConnections = limits.connectionsMax;
    // Node drops fields beyond a count without a word; the bytes are bounded, so the count is not.
    this.server.maxHeadersCount = 0;
    this.server.timeout = limits.idleMsMax;
    this.server.on("connection", (socket: Socket) => this.countConnection(socket));
    this.server.on("drop", () => options.metrics.count("lakebed_connections_refused_total"));
    this.server.on("request", (message, response) => this.take(message, response, false));
    this.server.on("checkContinue", (message: IncomingMessage, response: ServerResponse) =>
      this.take(message, response, true),
    );
    // AWS: any other expectation is ignored, an empty one too; Node alone would answer 417 (recorded: ceph/s3-tests test_headers.py).
    this.server.on("checkExpectation", (message: IncomingMessage, response: ServerResponse) =>
      this.take(message, response, false),
    );
    this.server.on("clientError", (error: NodeJS.ErrnoException, socket: Duplex) => this.refuse(error, socket));
    this.server.on("timeout", (socket: Socket) => this.timeOut(socket));
    options.metrics.gauge("lakebed_connections", () => this.openConnections);
    options.metrics.gauge("lakebed_requests_running", () => this.running.size);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  listen(): Promise<void> {
    const { host, port } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once("error", (error: NodeJS.ErrnoException) => reject(listenProblem(error, host, port)));
      this.server.listen({ host, port, backlog: 1_024 }, () => {
        this.server.removeAllListeners("error");
        this.server.on("error", (error) => this.options.log.error("the listener failed", { error: error.message }));
        resolve();
      });
    });
  }

  async stop(graceMs: number): Promise<void> {
    if (this.isStopping) return;
    this.isStopping = true;
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    this.server.closeIdleConnections();
    const cancel = this.options.timers.after(graceMs, () => {
      for (const exchange of this.running) exchange.abort(new Error("the server stops"));
      this.server.closeAllConnections();
    });
    await closed;
    cancel();
  }

  private countConnection(socket: Socket): void {
    this.openConnections += 1;
    socket.on("close", () => (this.openConnections -= 1));
  }

  private connectionOf(socket: Duplex): Connection {
    let connection = this.connections.get(socket);
    if (connection === undefined) {
      connection = { current: undefined, waiting: 0, tail: undefined, isBroken: false };
      this.connections.set(socket, connection);
    }
    return connection;
  }

  /** Requests of one connection run one after the other, as HTTP/1.1 answers them. */
  private take(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void {
    const connection = this.connectionOf(message.socket);
    if (connection.waiting > this.options.limits.pipelinedRequestsMax) return void message.socket.destroy();
    connection.waiting += 1;
    const run = (): Promise<void> => this.run(connection, message, response, expectsContinue);
    connection.tail = connection.tail === undefined ? run() : connection.tail.then(run);
  }

  private async run(
    connection: Connection,
    message: IncomingMessage,
    response: ServerResponse,
    expectsContinue: boolean,
  ): Promise<void> {
    if (response.destroyed) return leave(connection);
    const body = new RequestBody(message, response, expectsContinue);
    const request = new ListenerRequest(message, body, this.options.tls === undefined ? "http" : "https");
    const exchange: Exchange = { body, response, abort: (reason) => request.abort(reason) };
    connection.current = exchange;
    this.running.add(exchange);
    const onClose = (): void => {
      if (!response.writableFinished) request.abort(new Error("the client went away"));
    };
    response.on("close", onClose);
    try {
      await this.turnEnd();
      const answered = this.answer(connection, exchange, message, await this.options.handler(request));
      if (answered instanceof Promise) await answered;
    } catch (error) {
      this.options.log.warn("an answer was cut short", {
        error: error instanceof Error ? error.message : String(error),
      });
      response.destroy();
    } finally {
      this.running.delete(exchange);
      connection.current = undefined;
      leave(connection);
    }
  }

  /** Settles when this turn of the event loop has brought all of its requests. */
  private turnEnd(): Promise<void> {
    if (this.nextTurn === undefined) {
      this.nextTurn = setImmediate();
      void this.nextTurn.then(() => (this.nextTurn = undefined));
    }
    return this.nextTurn;
  }

  private answer(
    connection: Connection,
    exchange: Exchange,
    message: IncomingMessage,
    answer: Awaited<ReturnType<RequestHandler>>,
  ): void | Promise<void> {
    const { body, response } = exchange;
    if (response.destroyed) return undefined;
    const unread = body.unreadBytes;
    // A client that waits for `100 Continue` may or may not send its body now; only a new connection is unambiguous.
    const isTooMuch = unread === undefined || unread > this.options.limits.drainBytesMax || body.owesContinue;
    const mustClose = this.isStopping || connection.isBroken || isTooMuch;
    const mustLinger = isTooMuch && !body.owesContinue && !connection.isBroken;
    const written = writeResponse(response, answer, {
      isHead: message.method === "HEAD",
      mustClose,
      beforeEnd: mustLinger ? () => this.linger(message) : undefined,
    });
    return withValue(written, () => {
      // Node drains by itself only what nobody began to read.
      if (!mustClose && unread > 0) message.removeAllListeners("readable").resume();
    });
  }

  /** Reads on and throws away, up to the limits: closing with unread bytes would reset the connection under the answer. */
  private linger(message: IncomingMessage): Promise<void> {
    const { lingerBytesMax, lingerMsMax } = this.options.limits;
    return new Promise((resolve) => {
      let bytes = 0;
      const done = (): void => {
        cancel();
        message.removeAllListeners("readable");
        message.off("data", count);
        resolve();
      };
      const count = (chunk: Uint8Array): void => {
        bytes += chunk.length;
        if (bytes > lingerBytesMax) done();
      };
      const cancel = this.options.timers.after(lingerMsMax, done);
      message.removeAllListeners("readable");
      message.on("data", count);
      message.on("end", done);
      message.on("close", done);
      message.on("error", done);
      message.resume();
    });
  }

  /** Not HTTP, or no more of it. */
  private refuse(error: NodeJS.ErrnoException, socket: Duplex): void {
    const connection = this.connectionOf(socket);
    if (connection.isBroken) return;
    connection.isBroken = true;
    if (connection.current !== undefined && !socket.destroyed) {
      // Broken inside the running request: its body is short. Broken after it: it is answered, and nothing more.
      if (!connection.current.body.isReceived) connection.current.body.fail(truncatedBody());
      return;
    }
    this.options.metrics.count("lakebed_malformed_requests_total");
    if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
    socket.end(refusalOf(error.code));
    // The client may keep its half open; it has this long to read why.
    if (socket instanceof Socket) socket.setTimeout(this.options.limits.lingerMsMax);
  }

  /** Nothing moved for the idle time. A service that is still at work is not idle. */
  private timeOut(socket: Socket): void {
    const current = this.connections.get(socket)?.current;
    if (current === undefined || current.response.headersSent) return void socket.destroy();
    if (current.body.isAwaited) {
      const connection = this.connectionOf(socket);
      connection.isBroken = true;
      current.body.fail(bodyTimeout());
    }
    socket.setTimeout(this.options.limits.idleMsMax);
  }
}

/** One request of the connection is done with. */
function leave(connection: Connection): void {
  connection.waiting -= 1;
  if (connection.waiting === 0) connection.tail = undefined;
}

/** Our view of a message; what is costly and seldom asked for is made when asked for. */
class ListenerRequest implements IncomingRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: RawHeaders;
  readonly body: RequestBody;
  readonly scheme: "http" | "https";
  readonly isBodiless: boolean;
  private readonly message: IncomingMessage;
  private controller: AbortController | undefined;
  private abortReason: Error | undefined;

  constructor(message: IncomingMessage, body: RequestBody, scheme: "http" | "https") {
    const target = message.url ?? "/";
    const absolute = target.startsWith("/") ? target : pathOfAbsoluteTarget(target);
    const question = absolute.indexOf("?");
    this.message = message;
    this.method = message.method ?? "GET";
    this.rawPath = question < 0 ? absolute : absolute.slice(0, question);
    this.rawQuery = question < 0 ? "" : absolute.slice(question + 1);
    this.headers = new RawHeaders(message.rawHeaders);
    this.body = body;
    this.scheme = scheme;
    this.isBodiless = isBodiless(this.headers);
  }

  get sourceIp(): string {
    return this.message.socket.remoteAddress ?? "";
  }

  get signal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.abortReason !== undefined) this.controller.abort(this.abortReason);
    }
    return this.controller.signal;
  }

  abort(reason: Error): void {
    this.abortReason ??= reason;
    this.controller?.abort(reason);
  }
}

/** RFC 9112 section 6.3: a request with neither field has no body. */
function isBodiless(headers: RawHeaders): boolean {
  if (headers.has("transfer-encoding")) return false;
  const length = headers.get("content-length");
  return length === undefined || length === "0";
}

/** The path of `http://host/path` as proxies send it; `/` for anything else (`*`). */
function pathOfAbsoluteTarget(target: string): string {
  return /^https?:\/\/[^/?]*(\/.*)$/i.exec(target)?.[1] ?? "/";
}

function listenProblem(error: NodeJS.ErrnoException, host: string, port: number): ConfigError {
  const options = { cause: error };
  switch (error.code) {
    case "EADDRINUSE":
      return new ConfigError(
        `port ${port} on ${host} is in use by another process: stop it, or choose another port with --port`,
        options,
      );
    case "EACCES":
      return new ConfigError(
        `port ${port} on ${host} needs more rights than this process has: choose a port above 1023 with --port`,
        options,
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new ConfigError(`${host} is no address of this machine: choose another one with --host`, options);
    default:
      return new ConfigError(
        `cannot listen on ${host}:${port} (${error.code ?? error.message}): choose another address with --host and --port`,
        options,
      );
  }
}
