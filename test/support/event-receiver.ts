/** A web server on loopback that takes events: what it was sent, and answers that fail when it is told to. */
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Record<string, unknown>;
}

export interface EventReceiver {
  readonly url: string;
  readonly received: readonly Received[];
  /** Answers the next requests with these statuses, then 200 again. */
  answerWith(...statuses: number[]): void;
  /** Resolves once at least `count` requests were taken. */
  waitFor(count: number): Promise<readonly Received[]>;
  /** S3's event records in all messages of queues, oldest first. */
  records(): readonly EventRecord[];
  close(): Promise<void>;
}

export interface EventRecord {
  readonly eventName: string;
  readonly eventVersion: string;
  readonly s3: {
    readonly configurationId: string;
    readonly object: Readonly<Record<string, unknown>> & { readonly key: string; readonly sequencer?: string };
  };
  readonly [member: string]: unknown;
}

export async function startEventReceiver(port = 0): Promise<EventReceiver> {
  const received: Received[] = [];
  const statuses: number[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const status = statuses.shift() ?? 200;
      if (status < 300) {
        const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
        const { method = "", url: path = "", headers } = request;
        received.push({ method, path, headers, body });
      }
      response.writeHead(status, { "content-type": "application/json" }).end('{"FailedEntryCount":0}');
      for (const { count, resolve } of waiting) if (received.length >= count) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answerWith: (...next) => void statuses.push(...next),
    async waitFor(count) {
      if (received.length < count) await new Promise<void>((resolve) => waiting.push({ count, resolve }));
      return received;
    },
    records() {
      return received.flatMap(({ body }) => {
        const message = JSON.parse(String(body["MessageBody"])) as { Records?: EventRecord[] };
        return message.Records ?? [];
      });
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
