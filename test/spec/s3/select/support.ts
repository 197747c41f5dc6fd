/** Queries through the unmodified SDK, and what came of them. */
import {
  type InputSerialization,
  type OutputSerialization,
  PutObjectCommand,
  type S3Client,
  SelectObjectContentCommand,
  type SelectObjectContentCommandInput,
  type Stats,
} from "@aws-sdk/client-s3";
import { gzipSync } from "node:zlib";
import type { S3Fixture } from "../fixture.ts";

export interface Answer {
  readonly text: string;
  readonly stats: Stats | undefined;
  readonly hasEnded: boolean;
  /** Bytes of the Records events. */
  readonly sizes: readonly number[];
  readonly names: readonly string[];
}

export async function answerOf(s3: S3Client, input: SelectObjectContentCommandInput): Promise<Answer> {
  const { Payload = [] } = await s3.send(new SelectObjectContentCommand(input));
  const payloads: Uint8Array[] = [];
  const names: string[] = [];
  let stats: Stats | undefined;
  for await (const event of Payload as AsyncIterable<Record<string, unknown>>) {
    names.push(...Object.keys(event));
    const { Records: records, Stats: told } = event as {
      Records?: { Payload: Uint8Array };
      Stats?: { Details: Stats };
    };
    if (records !== undefined) payloads.push(records.Payload);
    if (told !== undefined) stats = told.Details;
  }
  return {
    text: Buffer.concat(payloads).toString(),
    stats,
    hasEnded: names.at(-1) === "End",
    sizes: payloads.map(({ length }) => length),
    names,
  };
}

export interface Query {
  readonly body?: string | Uint8Array;
  readonly sql: string;
  readonly input?: InputSerialization;
  readonly output?: OutputSerialization;
  readonly more?: Partial<SelectObjectContentCommandInput>;
}

export const CSV_IN: InputSerialization = { CSV: {} };
export const HEADER_IN: InputSerialization = { CSV: { FileHeaderInfo: "USE" } };
export const LINES_IN: InputSerialization = { JSON: { Type: "LINES" } };
export const DOCUMENT_IN: InputSerialization = { JSON: { Type: "DOCUMENT" } };
export const JSON_OUT: OutputSerialization = { JSON: {} };
export const CSV_OUT: OutputSerialization = { CSV: {} };

let count = 0;

/** Puts the body under a key of its own and asks. */
export async function ask({ s3, bucket }: S3Fixture, query: Query): Promise<Answer> {
  const Key = `object-${(count += 1)}`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: query.body ?? "" }));
  return answerOf(s3, inputOf(bucket, Key, query));
}

export function inputOf(Bucket: string, Key: string, query: Query): SelectObjectContentCommandInput {
  return {
    Bucket,
    Key,
    Expression: query.sql,
    ExpressionType: "SQL",
    InputSerialization: query.input ?? CSV_IN,
    OutputSerialization: query.output ?? CSV_OUT,
    ...query.more,
  };
}

export function gzipped(text: string): Uint8Array {
  return gzipSync(text);
}

/** Code and message of the refusal, wherever it came: as the answer or in the stream. */
export async function refusal(
  asked: Promise<unknown>,
): Promise<{ code: string; message: string; status: number | undefined }> {
  const error = await asked.then(
    (value) => {
      throw new Error(`the query was to fail, but gave ${JSON.stringify(value)}`);
    },
    (thrown: unknown) => thrown as Error & { $metadata?: { httpStatusCode?: number } },
  );
  return { code: error.name, message: error.message, status: error.$metadata?.httpStatusCode };
}
