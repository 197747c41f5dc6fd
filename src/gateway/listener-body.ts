/**
 * The body of one request as a pulled stream. Nothing is read from the socket before the first pull, and `100 Continue` goes out
 * with it: a request that is refused by its head alone is refused without its body.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { ServiceError } from "../kit/errors.ts";
import type { ByteStream } from "../kit/http.ts";
import { countBodyBytes } from "../runtime/body-memory.ts";
import { lendChunk } from "../runtime/chunk-pool.ts";

interface Waiting {
  readonly resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
  readonly reject: (error: Error) => void;
}

const NOTHING = new Uint8Array(0);
const DONE: IteratorResult<Uint8Array, undefined> = { done: true, value: undefined };

export class RequestBody implements ByteStream, AsyncIterator<Uint8Array, undefined> {
  private readonly message: IncomingMessage;
  private readonly response: ServerResponse;
  private isContinueOwed: boolean;
  private isStarted = false;
  private hasEnded = false;
  private failure: Error | undefined;
  private waiting: Waiting | undefined;
  private takenBytes = 0;

  constructor(message: IncomingMessage, response: ServerResponse, expectsContinue: boolean) {
    this.message = message;
    this.response = response;
    this.isContinueOwed = expectsContinue;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return this;
  }

  next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (!this.isStarted) this.start();
    const ready = this.take();
    if (ready !== undefined) return Promise.resolve(ready);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    return new Promise((resolve, reject) => (this.waiting = { resolve, reject }));
  }

  takeWhole(): Uint8Array | undefined {
    const { message } = this;
    if (this.isStarted || this.isContinueOwed || this.failure !== undefined || !message.complete) return undefined;
    this.isStarted = true;
    this.hasEnded = true;
    const bytes = (message.read() as Buffer | null) ?? NOTHING;
    this.takenBytes = bytes.length;
    countBodyBytes(bytes.length);
    return bytes;
  }

  /** The reader wants no more; what is left belongs to the listener. */
  return(): Promise<IteratorResult<Uint8Array, undefined>> {
    return Promise.resolve(DONE);
  }

  /** Makes the reader fail, now or at its next pull. */
  fail(error: Error): void {
    this.failure ??= error;
    this.settle();
  }

  /** True while a reader waits for bytes that the client has not sent. */
  get isAwaited(): boolean {
    return this.waiting !== undefined;
  }

  /** True when the client still waits for `100 Continue`. */
  get owesContinue(): boolean {
    return this.isContinueOwed;
  }

  /** True when the whole body has come from the client, read or not. */
  get isReceived(): boolean {
    return this.message.complete;
  }

  /** Bytes that are still to come as far as the head tells; undefined when it does not. */
  get unreadBytes(): number | undefined {
    if (this.hasEnded || this.message.readableEnded) return 0;
    const { headers } = this.message;
    if (headers["transfer-encoding"] !== undefined) return this.message.complete ? 0 : undefined;
    return Number(headers["content-length"] ?? 0) - this.takenBytes;
  }

  private start(): void {
    this.isStarted = true;
    if (this.isContinueOwed) {
      this.isContinueOwed = false;
      this.response.writeContinue();
    }
    const settle = (): void => this.settle();
    this.message.on("readable", settle);
    this.message.on("end", () => {
      this.hasEnded = true;
      this.settle();
    });
    // The parser reports a connection that ends inside the body as an error of the message.
    this.message.on("error", () => this.fail(truncatedBody()));
    this.message.on("close", () => {
      if (!this.message.complete) this.fail(truncatedBody());
    });
  }

  private take(): IteratorResult<Uint8Array, undefined> | undefined {
    if (this.failure !== undefined) return undefined;
    const chunk = this.message.read() as Buffer | null;
    if (chunk === null) return this.hasEnded || this.message.readableEnded ? DONE : undefined;
    this.takenBytes += chunk.length;
    countBodyBytes(chunk.length);
    lendChunk(chunk);
    return { done: false, value: chunk };
  }

  private settle(): void {
    const { waiting } = this;
    if (waiting === undefined) return;
    if (this.failure !== undefined) {
      this.waiting = undefined;
      waiting.reject(this.failure);
      return;
    }
    const ready = this.take();
    if (ready === undefined) return;
    this.waiting = undefined;
    waiting.resolve(ready);
  }
}

/** AWS: IncompleteBody 400 (S3 error list). */
export function truncatedBody(): ServiceError {
  return new ServiceError({
    code: "IncompleteBody",
    status: 400,
    message: "You did not provide the number of bytes specified by the Content-Length HTTP header",
  });
}

/** AWS: RequestTimeout 400 (S3 error list). */
export function bodyTimeout(): ServiceError {
  return new ServiceError({
    code: "RequestTimeout",
    status: 400,
    message:
      "Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.",
  });
}
