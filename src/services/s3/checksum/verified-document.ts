/**
 * The digest of an XML document in a request: known whole before the operation runs, so it is checked at once. Bodies of objects and
 * parts are checked while they stream, in verified-body.ts.
 */
import type { RequestContext } from "../../../kit/context.ts";
import { type DeclaredDigests, parseDeclaredDigests, requireDeclaredDigests } from "./declared.ts";
import { verifyBytes } from "./verified-body.ts";

type Document = Pick<RequestContext, "headers" | "trailers" | "wholeBody">;

const NOTHING = new Uint8Array(0);

/**
 * Checks what the request declares of its document, if it declares anything.
 *
 * @throws {InvalidDigest} 400  @throws {InvalidRequest} 400 for ill-formed declarations  @throws {BadDigest} 400
 */
export async function verifyDocument(document: Document): Promise<void> {
  await verify(document, parseDeclaredDigests(document.headers));
}

/** The same for operations that AWS refuses without a digest. @throws {InvalidRequest} 400 without one */
export async function verifyRequiredDocument(document: Document): Promise<void> {
  await verify(document, requireDeclaredDigests(document.headers));
}

async function verify(document: Document, declared: DeclaredDigests): Promise<void> {
  if (declared.contentMd5 === undefined && declared.checksum === undefined) return;
  const bytes = document.wholeBody ?? NOTHING;
  await verifyBytes(bytes, { declared, algorithms: [], trailers: document.trailers });
}
