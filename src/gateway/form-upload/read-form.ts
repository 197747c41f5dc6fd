/**
 * The fields of a form upload, and its file as a stream. Fields count up to the file; what comes after it is read and thrown away, as S3 does.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTForms.html (read 2026-11-29)
 */
import { Busboy } from "@fastify/busboy";
import { ServiceError } from "../../kit/errors.ts";
import type { ByteStream } from "../../kit/http.ts";

/** AWS: the form without its file is at most 20 KB (sigv4-HTTPPOSTForms.html). */
const FIELDS_BYTES_MAX = 20 * 1024;
/** Fields of one form; AWS names no number. */
const FIELDS_MAX = 200;
const FIELD_NAME_BYTES_MAX = 1024;

export interface UploadForm {
  /** Values by lower-case name. A name that comes twice keeps its first value. */
  readonly fields: ReadonlyMap<string, string>;
  /** As the browser named the file, without its path; empty when it named none. */
  readonly fileName: string;
  readonly file: ByteStream;
  /** Reads no further. Safe to call at any time. */
  cancel(): void;
}

interface Waiting {
  readonly resolve: (form: UploadForm) => void;
  readonly reject: (error: Error) => void;
}

/** @throws {ServiceError} MalformedPOSTRequest 400, MaxPostPreDataLengthExceeded 400, InvalidArgument 400 for a form without a file */
export function readForm(contentType: string, body: ByteStream): Promise<UploadForm> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const waiting = { resolve, reject };
    const parser = createParser(contentType);
    let bytes = 0;
    let hasFile = false;
    /** Nobody reads the rest, so it is not parsed. */
    const refuse = (error: ServiceError): void => {
      reject(error);
      parser.destroy();
    };
    parser.on("field", (name: string, value: string, isNameCut: boolean, isValueCut: boolean) => {
      bytes += name.length + Buffer.byteLength(value);
      if (isNameCut || isValueCut || bytes > FIELDS_BYTES_MAX) refuse(tooMuchBeforeFile());
      else if (!hasFile && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value);
    });
    parser.on("fieldsLimit", () => refuse(tooMuchBeforeFile()));
    parser.on("file", (_name: string, file: NodeJS.ReadableStream, fileName: string | undefined) => {
      hasFile = true;
      // An error that nobody waits for any more must not end the process.
      file.on("error", () => {});
      const cancel = (): void => void parser.destroy();
      resolve({ fields, fileName: fileName ?? "", file: file as unknown as ByteStream, cancel });
    });
    parser.on("finish", () => reject(noFile()));
    parser.on("error", () => reject(malformedForm()));
    pump(body, parser, waiting);
  });
}

type Parser = InstanceType<typeof Busboy>;

function createParser(contentType: string): Parser {
  try {
    return new Busboy({
      headers: { "content-type": contentType },
      isPartAFile: (name) => name?.toLowerCase() === "file",
      limits: {
        fieldNameSize: FIELD_NAME_BYTES_MAX,
        fieldSize: FIELDS_BYTES_MAX,
        fields: FIELDS_MAX,
        files: 1,
      },
    });
  } catch {
    throw malformedForm();
  }
}

/** Feeds the parser no faster than it takes the bytes, which is no faster than the file is read. */
function pump(body: ByteStream, parser: Parser, { reject }: Waiting): void {
  const run = async (): Promise<void> => {
    for await (const chunk of body) {
      if (parser.destroyed) return;
      if (!parser.write(chunk)) await readyAgain(parser);
    }
    parser.end();
  };
  run().catch((error: unknown) => {
    const problem = error instanceof Error ? error : malformedForm();
    parser.destroy(problem);
    reject(problem);
  });
}

function readyAgain(parser: Parser): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      parser.off("drain", go);
      parser.off("close", go);
      resolve();
    };
    parser.on("drain", go);
    parser.on("close", go);
  });
}

function refusal(code: string, message: string, fields: Readonly<Record<string, string>> = {}): ServiceError {
  return new ServiceError({ status: 400, code, message, fields });
}

export function malformedForm(): ServiceError {
  return refusal("MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");
}

function tooMuchBeforeFile(): ServiceError {
  const message = "Your POST request fields preceding the upload file were too large.";
  return refusal("MaxPostPreDataLengthExceeded", message);
}

function noFile(): ServiceError {
  return refusal("InvalidArgument", "POST requires exactly one file upload per request.", {
    ArgumentName: "file",
    ArgumentValue: "0",
  });
}
