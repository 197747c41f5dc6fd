import fc from "fast-check";
import { expect, test } from "vitest";
import { MalformedInput } from "../malformed-input.ts";
import { NESTING_LEVELS_MAX, XML_ATTRIBUTES_MAX } from "../limits.ts";
import { escapeXml } from "./encode-xml.ts";
import { readXml } from "./read-xml.ts";

const read = (xml: string) => readXml(Buffer.from(xml));
const kindOf = (xml: string): string => {
  try {
    read(xml);
    return "accepted";
  } catch (error) {
    if (error instanceof MalformedInput) return error.kind;
    throw error;
  }
};

test("Any text without NUL reads back from an element as it was escaped, lone surrogates apart", () => {
  const text = fc.string({ unit: "grapheme-composite" }).map((value) => value.replaceAll("\u0000", ""));
  fc.assert(
    fc.property(text, (value) => {
      expect(read(`<a>${escapeXml(value)}</a>`).text).toBe(value);
    }),
  );
});

test("Text is kept with its spaces, and line ends become line feeds", () => {
  expect(read("<a>  x\r\ny\rz </a>").text).toBe("  x\ny\nz ");
  expect(read("<a>&#13;&#xA;</a>").text).toBe("\r\n");
});

test("Comments, instructions and CDATA are what XML says they are", () => {
  expect(read("<?xml version='1.0'?><!-- > --><a>1<!-- <b/> -->2<?x <y> ?><![CDATA[<&]]></a><!-- end -->").text).toBe(
    "12<&",
  );
});

test("Attributes may hold angle brackets' closing half and either quote", () => {
  const root = read(`<a one="x>'y" two='"&lt;"' n:three = "3"/>`);
  expect([root.attribute("one"), root.attribute("two"), root.attribute("three"), root.attribute("four")]).toEqual([
    "x>'y",
    '"<"',
    "3",
    undefined,
  ]);
});

test("Elements go by their local names, and end tags by their full ones", () => {
  expect(read("<n:a><m:b/></n:a>")).toMatchObject({ name: "a", children: [{ name: "b" }] });
  expect(kindOf("<n:a></m:a>")).toBe("syntax");
});

test.each([
  ["", "no root"],
  ["x", "text instead of a root"],
  ["<a/><b/>", "two roots"],
  ["<a>", "no end"],
  ["<a></b>", "another end"],
  ["</a>", "an end without a start"],
  ["<a b/>", "an attribute without a value"],
  ["<a b=c/>", "an attribute without quotes"],
  ["<a b='1' b='2'/>", "a repeated attribute"],
  ["<a b='<'/>", "an open bracket in an attribute"],
  ["<1a/>", "a name that starts with a digit"],
  ["<a/ >", "a space in the end of a tag"],
  ["<a>&b;</a>", "an unknown entity"],
  ["<a>&amp</a>", "an unfinished entity"],
  ["<a>&toString;</a>", "an entity named like an inherited key"],
  ["<a>&#xD800;</a>", "a surrogate as a reference"],
  ["<a>&#x110000;</a>", "a reference beyond Unicode"],
  ["<a><![CDATA[x]]</a>", "an open CDATA section"],
  ["<!DOCTYPE a><a/>", "a document type"],
  ["<a>\u0008</a>", "a control character"],
])("%j is refused: %s", (xml) => {
  expect(kindOf(xml)).toBe("syntax");
});

test("Nesting ends at its limit", () => {
  const nested = (depth: number): string => "<a>".repeat(depth) + "</a>".repeat(depth);
  expect(kindOf(nested(NESTING_LEVELS_MAX))).toBe("accepted");
  expect(kindOf(nested(NESTING_LEVELS_MAX + 1))).toBe("limit");
});

test("Attributes end at their limit", () => {
  const element = (count: number): string =>
    `<a ${Array.from({ length: count }, (_, index) => `a${index}="1"`).join(" ")}/>`;
  expect(kindOf(element(XML_ATTRIBUTES_MAX))).toBe("accepted");
  expect(kindOf(element(XML_ATTRIBUTES_MAX + 1))).toBe("limit");
});
