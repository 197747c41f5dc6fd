/**
 * Answers that are streams of events, byte for byte, and as the SDK's own reader takes them.
 * AWS: RESTSelectObjectAppendix.html; https://smithy.io/2.0/aws/amazon-eventstream.html (read 2026-11-29).
 */
import { EventStreamCodec } from "@smithy/core/event-streams";
import { describe, expect, test } from "vitest";
import { ServiceError } from "../../../src/kit/errors.ts";
import type { ByteStream } from "../../../src/kit/http.ts";
import { restXml } from "../../../src/protocol/rest-xml.ts";
import { wireService } from "./support/exchange.ts";

const { model } = await wireService("s3");
const operation = model.operations.get("SelectObjectContent");

async function* stream(...events: readonly (object | Error)[]): AsyncGenerator<object> {
  for (const event of events) {
    if (event instanceof Error) throw event;
    yield event;
  }
}

async function messagesOf(...events: readonly (object | Error)[]): Promise<Buffer[]> {
  if (operation === undefined) throw new Error("the model has no SelectObjectContent");
  const { status, headers, body } = restXml.serializeOutput(
    model,
    operation,
    { Payload: stream(...events) },
    "REQUESTID",
  );
  expect(status).toBe(200);
  expect(headers).toContainEqual(["Content-Type", "application/vnd.amazon.eventstream"]);
  const messages: Buffer[] = [];
  for await (const message of body as ByteStream) messages.push(Buffer.from(message));
  return messages;
}

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);
const read = (message: Buffer | undefined): { headers: Record<string, unknown>; body: string } => {
  const { headers, body } = codec.decode(message ?? Buffer.alloc(0));
  const values = Object.entries(headers).map(([name, { value }]) => [name, value] as const);
  return { headers: Object.fromEntries(values), body: Buffer.from(body).toString() };
};

describe("an event", () => {
  test("is lengths, headers and payload with two checksums", async () => {
    const [message] = await messagesOf({ End: {} });
    // The last message of AWS's example: 56 bytes, 40 of them headers.
    expect(message?.toString("hex")).toBe(
      "00000038" +
        "00000028" +
        "c1c684d4" +
        "0d3a6d6573736167652d74797065" +
        "070005" +
        "6576656e74" +
        "0b3a6576656e742d74797065" +
        "070003" +
        "456e64" +
        "cf97d392",
    );
  });
  test("carries bytes as they are, and figures as XML", async () => {
    const details = { BytesScanned: 512, BytesProcessed: 1024, BytesReturned: 1 };
    const [records, stats, cont] = (
      await messagesOf({ Records: { Payload: Buffer.from("a,b\n") } }, { Stats: { Details: details } }, { Cont: {} })
    ).map(read);
    expect(records).toEqual({
      headers: { ":event-type": "Records", ":content-type": "application/octet-stream", ":message-type": "event" },
      body: "a,b\n",
    });
    expect(stats?.headers).toEqual({ ":event-type": "Stats", ":content-type": "text/xml", ":message-type": "event" });
    expect(stats?.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<Stats><BytesScanned>512</BytesScanned><BytesProcessed>1024</BytesProcessed><BytesReturned>1</BytesReturned></Stats>',
    );
    expect(cont).toEqual({ headers: { ":event-type": "Cont", ":message-type": "event" }, body: "" });
  });
});

describe("an error in the middle", () => {
  test("is the last message when it is a refusal", async () => {
    const error = new ServiceError({ code: "OverMaxRecordSize", message: "Too long", status: 400 });
    const messages = (await messagesOf({ Cont: {} }, error, { End: {} })).map(read);
    expect(messages.map(({ headers }) => headers)).toEqual([
      { ":event-type": "Cont", ":message-type": "event" },
      { ":error-code": "OverMaxRecordSize", ":error-message": "Too long", ":message-type": "error" },
    ]);
  });
  test("cuts the answer when it is anything else", async () => {
    await expect(messagesOf({ Cont: {} }, new Error("secret"))).rejects.toThrow("secret");
  });
});
