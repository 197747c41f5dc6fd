/** Names under `localhost`, which systems resolve to loopback and some containers do not: for clients that put a bucket or an account before the host. */
import { Agent } from "node:http";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import type { TestServer } from "./server.ts";

export interface NamedConfig {
  readonly endpoint: string;
  readonly requestHandler: NodeHttpHandler;
}

export function localNames(server: Pick<TestServer, "port">): NamedConfig {
  const httpAgent = new Agent({ lookup: (_name, _options, done) => done(null, [{ address: "127.0.0.1", family: 4 }]) });
  return { endpoint: `http://localhost:${server.port}`, requestHandler: new NodeHttpHandler({ httpAgent }) };
}
