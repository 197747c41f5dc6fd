/**
 * XML text to a tree of elements, for request bodies. Small on purpose: no DTD (so no entity can expand or reach
 * outside), no namespace resolution (prefixes are dropped, as AWS's own parsers accept any), comments and processing
 * instructions are skipped. Text is kept exactly, because keys and tag values may start and end with spaces.
 */
import { NESTING_LEVELS_MAX, XML_ATTRIBUTES_MAX, XML_ELEMENTS_MAX } from "../limits.ts";
import { MalformedInput } from "../malformed-input.ts";
import { decodeUtf8 } from "../utf8.ts";

export interface XmlElement {
  /** Local name. */
  readonly name: string;
  readonly children: readonly XmlElement[];
  /** All character data directly inside, in order. */
  readonly text: string;
  /** Value of the attribute with that local name. */
  attribute(localName: string): string | undefined;
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const TAG_NAME = /^[\p{L}_][\p{L}\p{N}._-]*(?::[\p{L}_][\p{L}\p{N}._-]*)?$/u;
const ATTRIBUTE = /\s+([^\s=/<>"']+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;
/** Control characters that XML 1.0 forbids in the open. */
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

/** The root element. @throws {MalformedInput} */
export function readXml(bytes: Uint8Array): XmlElement {
  return new XmlReader(decodeUtf8(bytes)).read();
}

const NO_CHILDREN: readonly OpenElement[] = [];

class OpenElement implements XmlElement {
  readonly name: string;
  readonly qualifiedName: string;
  readonly attributes: readonly (readonly [string, string])[];
  /** Most elements hold text alone, and share this one. */
  children: readonly OpenElement[] = NO_CHILDREN;
  text = "";

  constructor(qualifiedName: string, attributes: readonly (readonly [string, string])[]) {
    this.qualifiedName = qualifiedName;
    this.name = localName(qualifiedName);
    this.attributes = attributes;
  }

  add(child: OpenElement): void {
    if (this.children === NO_CHILDREN) this.children = [child];
    else (this.children as OpenElement[]).push(child);
  }

  attribute(name: string): string | undefined {
    return this.attributes.find(([qualified]) => localName(qualified) === name)?.[1];
  }
}

class XmlReader {
  readonly #text: string;
  readonly #open: OpenElement[] = [];
  #root: OpenElement | undefined;
  #position = 0;
  #elementCount = 0;
  /** Names that were found to be names: a long list repeats a few. */
  readonly #names = new Set<string>();

  constructor(text: string) {
    if (FORBIDDEN.test(text)) throw broken("forbidden control character");
    // XML 1.0 section 2.11: line ends are normalised before anything else.
    this.#text = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
  }

  read(): XmlElement {
    const text = this.#text;
    while (this.#position < text.length) {
      const start = text.indexOf("<", this.#position);
      this.#takeText(text.slice(this.#position, start < 0 ? text.length : start));
      if (start < 0) break;
      this.#position = start;
      this.#takeMarkup();
    }
    if (this.#root === undefined || this.#open.length > 0) throw broken("unexpected end");
    return this.#root;
  }

  #takeText(text: string): void {
    if (text.length === 0) return;
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += decodeEntities(text);
    else if (text.trim() !== "") throw broken("text outside the root element");
  }

  #takeMarkup(): void {
    const text = this.#text;
    const at = this.#position;
    switch (text[at + 1]) {
      case "/":
        return this.#takeEndTag();
      case "?":
        this.#position = this.#after("?>", at + 2);
        return;
      case "!":
        return this.#takeDeclaration();
      default:
        return this.#takeStartTag();
    }
  }

  #takeDeclaration(): void {
    const at = this.#position;
    if (this.#text.startsWith("<!--", at)) {
      this.#position = this.#after("-->", at + 4);
      return;
    }
    const element = this.#open.at(-1);
    if (element !== undefined && this.#text.startsWith("<![CDATA[", at)) {
      this.#position = this.#after("]]>", at + 9);
      element.text += this.#text.slice(at + 9, this.#position - 3);
      return;
    }
    throw broken("document type declarations are not accepted");
  }

  #takeEndTag(): void {
    const open = this.#open.at(-1)?.qualifiedName ?? "";
    const nameEnd = this.#position + 2 + open.length;
    if (open !== "" && this.#text[nameEnd] === ">" && this.#text.startsWith(open, this.#position + 2)) {
      this.#open.pop();
      this.#position = nameEnd + 1;
      return;
    }
    const end = this.#after(">", this.#position);
    const name = this.#text.slice(this.#position + 2, end - 1).trimEnd();
    if (this.#open.pop()?.qualifiedName !== name) throw broken("mismatched end tag");
    this.#position = end;
  }

  #takeStartTag(): void {
    const first = this.#text.indexOf(">", this.#position);
    if (first < 0) throw broken("unclosed tag");
    const plain = this.#text.slice(this.#position + 1, first);
    if (this.#names.has(plain)) return this.#enter(new OpenElement(plain, NO_ATTRIBUTES), first, false);
    const end = this.#endOfTag(first);
    const isEmpty = this.#text[end - 1] === "/";
    const inside = this.#text.slice(this.#position + 1, isEmpty ? end - 1 : end);
    const element = startTag(inside);
    this.#names.add(element.qualifiedName);
    this.#enter(element, end, isEmpty);
  }

  /** Its tag ends at `end`. */
  #enter(element: OpenElement, end: number, isEmpty: boolean): void {
    this.#position = end + 1;
    this.#place(element);
    if (!isEmpty) this.#open.push(element);
    if (this.#open.length > NESTING_LEVELS_MAX) throw new MalformedInput("limit", "The XML is nested too deeply");
  }

  #place(element: OpenElement): void {
    this.#elementCount += 1;
    if (this.#elementCount > XML_ELEMENTS_MAX) throw new MalformedInput("limit", "The XML has too many elements");
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.add(element);
    else if (this.#root === undefined) this.#root = element;
    else throw broken("more than one root element");
  }

  /** Position of the `>` that ends the tag at the current position, of which `first` is the first one; one inside a quoted attribute value does not count. */
  #endOfTag(first: number): number {
    const text = this.#text;
    // Looked for in the tag alone: in a long document without any, every tag would search to its end.
    const tag = text.slice(this.#position, first);
    if (!tag.includes('"') && !tag.includes("'")) return first;
    let inQuote = "";
    for (let at = this.#position; at < text.length; at += 1) {
      const char = text[at] ?? "";
      if (inQuote !== "") {
        if (char === inQuote) inQuote = "";
      } else if (char === '"' || char === "'") inQuote = char;
      else if (char === ">") return at;
    }
    throw broken("unclosed tag");
  }

  #after(mark: string, from: number): number {
    const at = this.#text.indexOf(mark, from);
    if (at < 0) throw broken(`missing ${mark}`);
    return at + mark.length;
  }
}

function startTag(inside: string): OpenElement {
  const nameEnd = inside.search(/\s/);
  const name = nameEnd < 0 ? inside : inside.slice(0, nameEnd);
  if (!TAG_NAME.test(name)) throw broken("invalid tag name");
  return new OpenElement(name, nameEnd < 0 ? NO_ATTRIBUTES : attributesOf(inside.slice(nameEnd)));
}

const NO_ATTRIBUTES: readonly (readonly [string, string])[] = [];

function attributesOf(text: string): readonly (readonly [string, string])[] {
  const attributes: (readonly [string, string])[] = [];
  let at = 0;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(text);
    if (match === null) break;
    const [whole, name = "", double, single] = match;
    if (attributes.some(([known]) => known === name)) throw broken("repeated attribute");
    if (attributes.length >= XML_ATTRIBUTES_MAX)
      throw new MalformedInput("limit", "An element has too many attributes");
    attributes.push([name, decodeEntities(double ?? single ?? "")]);
    at += whole.length;
  }
  if (text.slice(at).trim() !== "") throw broken("invalid attribute");
  return attributes;
}

function decodeEntities(source: string): string {
  if (!source.includes("&")) return source;
  // Around every ETag. What is left begins other references: no replacement makes one.
  const text = source.replaceAll("&quot;", '"');
  if (!text.includes("&")) return text;
  return text.replace(/&([^;\s&]{0,32});?/g, (whole, body: string) => {
    if (!whole.endsWith(";")) throw broken("unfinished entity reference");
    const named = NAMED_ENTITIES[body];
    if (named !== undefined && Object.hasOwn(NAMED_ENTITIES, body)) return named;
    return characterReference(body);
  });
}

function characterReference(body: string): string {
  const match = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(body);
  if (match === null) throw broken("unknown entity");
  const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
  // XML 1.1 allows references to control characters other than NUL, and S3 keys may hold them.
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw broken("invalid character reference");
  return String.fromCodePoint(code);
}

function localName(qualified: string): string {
  const colon = qualified.indexOf(":");
  return colon < 0 ? qualified : qualified.slice(colon + 1);
}

function broken(reason: string): MalformedInput {
  return new MalformedInput("syntax", `The XML is not well-formed: ${reason}`);
}
