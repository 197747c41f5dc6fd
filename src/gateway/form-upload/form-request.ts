/**
 * The PutObject that a form upload stands for: its key, and the fields that are header fields of a PutObject. Pure.
 */
import { ServiceError } from "../../kit/errors.ts";
import { readXml, type XmlElement } from "../../protocol/xml/read-xml.ts";
import type { UploadForm } from "./read-form.ts";
import { missingField } from "./verify-form.ts";

/** Fields of the form that are header fields of PutObject, besides all that begin with `x-amz-`. */
const HEADER_FIELDS: readonly (readonly [field: string, header: string])[] = [
  ["acl", "x-amz-acl"],
  ["cache-control", "cache-control"],
  ["content-disposition", "content-disposition"],
  ["content-encoding", "content-encoding"],
  ["content-language", "content-language"],
  ["content-md5", "content-md5"],
  ["content-type", "content-type"],
  ["expires", "expires"],
];

/** Fields of the signature, which the object has nothing to do with. */
const SIGNATURE_FIELDS: ReadonlySet<string> = new Set([
  "x-amz-algorithm",
  "x-amz-credential",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-signature",
]);

const FILE_NAME = "${filename}";

/** AWS: `${filename}` in the key stands for the file's name without its path. @throws {InvalidArgument} 400 without a key */
export function keyOf({ fields, fileName }: UploadForm): string {
  const key = fields.get("key");
  if (key === undefined || key === "") throw missingField("key");
  const name = fileName.slice(Math.max(fileName.lastIndexOf("/"), fileName.lastIndexOf("\\")) + 1);
  return key.replaceAll(FILE_NAME, () => name);
}

/** @throws {InvalidArgument} 400 for a value that no header field can have  @throws {MalformedXML} 400 for tags */
export function headersOf({ fields }: UploadForm): (readonly [string, string])[] {
  const headers: (readonly [string, string])[] = [];
  for (const [field, header] of HEADER_FIELDS) {
    const value = fields.get(field);
    if (value !== undefined) headers.push([header, headerValue(field, value)]);
  }
  for (const [name, value] of fields) {
    if (name.startsWith("x-amz-") && !SIGNATURE_FIELDS.has(name)) headers.push([name, headerValue(name, value)]);
  }
  const tagging = fields.get("tagging");
  if (tagging !== undefined) headers.push(["x-amz-tagging", taggingHeader(tagging)]);
  return headers;
}

/** Header values are latin1, one character for each byte. */
function headerValue(name: string, value: string): string {
  // oxlint-disable-next-line no-control-regex -- exactly the characters that would end a header field
  if (/[\r\n\0]/.test(value)) {
    const message = "Header value contains a line break";
    throw new ServiceError({ status: 400, code: "InvalidArgument", message, fields: { ArgumentName: name } });
  }
  return Buffer.from(value, "utf8").toString("latin1");
}

/** AWS: a form sends tags as the document of PutObjectTagging (sigv4-HTTPPOSTForms.html). */
function taggingHeader(text: string): string {
  const root = readTagging(text);
  const tags =
    root.name === "Tagging" ? childrenOf(root, "TagSet").flatMap((set) => childrenOf(set, "Tag")) : undefined;
  if (tags === undefined) throw malformedXml();
  return tags
    .map((tag) => `${encodeURIComponent(textIn(tag, "Key"))}=${encodeURIComponent(textIn(tag, "Value"))}`)
    .join("&");
}

function readTagging(text: string): XmlElement {
  try {
    return readXml(Buffer.from(text));
  } catch {
    throw malformedXml();
  }
}

function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

function textIn(element: XmlElement, name: string): string {
  const [child] = childrenOf(element, name);
  if (child === undefined) throw malformedXml();
  return child.text;
}

function malformedXml(): ServiceError {
  const message = "The XML you provided was not well-formed or did not validate against our published schema";
  return new ServiceError({ status: 400, code: "MalformedXML", message });
}
