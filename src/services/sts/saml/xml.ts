/**
 * XML as SAML needs it: strict, without document types (so without entities), and elements found by namespace and name.
 */
import { DOMParser } from "@xmldom/xmldom";

export const SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
export const SAMLP = "urn:oasis:names:tc:SAML:2.0:protocol";
export const METADATA = "urn:oasis:names:tc:SAML:2.0:metadata";
export const SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";

/** How deep elements may nest: canonical forms are made by recursion. */
const NESTING_LEVELS_MAX = 64;

/** Raised by the parser's own complaints; never leaves this file. */
class NotXml extends Error {
  override readonly name = "NotXml";
}

/** The root element; undefined for anything that is not well-formed, or has a document type. */
export function parseXml(text: string): Element | undefined {
  if (/<!DOCTYPE/i.test(text)) return undefined;
  const complain = (message: string): never => {
    throw new NotXml(message);
  };
  const errorHandler = { warning: complain, error: complain, fatalError: complain };
  try {
    const root = new DOMParser({ errorHandler }).parseFromString(text, "text/xml").documentElement;
    return root !== null && root !== undefined && isShallow(root) ? root : undefined;
  } catch {
    return undefined; // Whatever the parser stumbled over, it is no document that can be judged.
  }
}

function isShallow(root: Element): boolean {
  let level: Element[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > NESTING_LEVELS_MAX) return false;
    level = level.flatMap((element) => elementsIn(element));
  }
  return true;
}

function elementsIn(parent: Element): Element[] {
  return Array.from(parent.childNodes).filter((node): node is Element => node.nodeType === 1);
}

/** Children of that name, in their order. */
export function children(parent: Element | undefined, namespace: string, name: string): readonly Element[] {
  if (parent === undefined) return [];
  return elementsIn(parent).filter((element) => isNamed(element, namespace, name));
}

/** The only child of that name; undefined when there is none or more than one. */
export function onlyChild(parent: Element | undefined, namespace: string, name: string): Element | undefined {
  const found = children(parent, namespace, name);
  return found.length === 1 ? found[0] : undefined;
}

export function isNamed(element: Element, namespace: string, name: string): boolean {
  return element.namespaceURI === namespace && element.localName === name;
}

/** All text inside, comments left out, without spaces around it. */
export function textOf(element: Element | undefined): string | undefined {
  return element?.textContent?.trim();
}

export function attributeOf(element: Element | undefined, name: string): string | undefined {
  return element?.hasAttribute(name) === true ? (element.getAttribute(name) ?? undefined) : undefined;
}
