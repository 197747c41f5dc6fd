/**
 * AWS's signing test suite, re-expressed: each vector is a request, the fields that are signed, and the signatures that AWS publishes for the
 * header form and for the presigned form. The verifier must take both, and neither with one digit changed.
 *
 * Source: github.com/awslabs/aws-c-auth, tests/aws-signing-test-suite/v4 at 495329c (read 2026-11-23). `isVerbatim` marks its "unnormalized"
 * vectors, the rule of S3; a token that is `unsigned` was added to the request after signing.
 */
import { describe, expect, test } from "vitest";
import { createHeaders } from "../../kit/http.ts";
import type { CredentialSource } from "../credentials.ts";
import { rootPrincipal } from "../credentials.ts";
import { readSignatureClaim, type SignedRequest } from "./signature-claim.ts";
import { createSigningKeys, sha256Hex } from "./signing-key.ts";
import { createSignatureVerifier } from "./verify-signature.ts";

interface Vector {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly isVerbatim?: boolean;
  readonly token?: "signed" | "unsigned";
  readonly signsBody?: boolean;
  readonly signedHeaders: string;
  readonly signature: string;
  readonly presignedHeaders: string;
  readonly presignedSignature: string;
}

const TOKEN =
  "AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==";
const OTHER_TOKEN = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
const SCOPE = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
const DATE = "20150830T123600Z";

const VECTORS: readonly Vector[] = [
  {
    name: "get-header-key-duplicate",
    method: "GET",
    path: "/",
    headers: [
      ["Host", "example.amazonaws.com"],
      ["My-Header1", "value2"],
      ["My-Header1", "value2"],
      ["My-Header1", "value1"],
    ],
    signedHeaders: "host;my-header1;x-amz-date",
    signature: "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
    presignedHeaders: "host;my-header1",
    presignedSignature: "3349ee0b81b4b589da0ff28a395c3591e04de515651dd74f298fa992d1507a97",
  },
  {
    name: "get-header-value-multiline",
    method: "GET",
    path: "/",
    headers: [
      ["Host", "example.amazonaws.com"],
      ["My-Header1", "value1  value2     value3"],
    ],
    signedHeaders: "host;my-header1;x-amz-date",
    signature: "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd",
    presignedHeaders: "host;my-header1",
    presignedSignature: "e6f5def831211aca02987a44b96826706278c7bc078112ae0263659c5b2f2d56",
  },
  {
    name: "get-header-value-order",
    method: "GET",
    path: "/",
    headers: [
      ["Host", "example.amazonaws.com"],
      ["My-Header1", "value4"],
      ["My-Header1", "value1"],
      ["My-Header1", "value3"],
      ["My-Header1", "value2"],
    ],
    signedHeaders: "host;my-header1;x-amz-date",
    signature: "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
    presignedHeaders: "host;my-header1",
    presignedSignature: "313720e71ca6202fdcfa9b20f88de01a4eb0638a83c833b1c184359a4eda864e",
  },
  {
    name: "get-header-value-trim",
    method: "GET",
    path: "/",
    headers: [
      ["Host", "example.amazonaws.com"],
      ["My-Header1", " value1"],
      ["My-Header2", ' "a   b   c"'],
    ],
    signedHeaders: "host;my-header1;my-header2;x-amz-date",
    signature: "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
    presignedHeaders: "host;my-header1;my-header2",
    presignedSignature: "e7bb0fd515e125e1aec2ecc4c0c17484fb06f6846b927c35e46005dd3df3acd4",
  },
  {
    name: "get-relative-normalized",
    method: "GET",
    path: "/example/..",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    presignedHeaders: "host",
    presignedSignature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
  },
  {
    name: "get-relative-relative-normalized",
    method: "GET",
    path: "/example1/example2/../..",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    presignedHeaders: "host",
    presignedSignature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
  },
  {
    name: "get-relative-relative-unnormalized",
    method: "GET",
    path: "/example1/example2/../..",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "dc33e0856fd4baca4d7aa2146c38958283844764f38c74252a333df5e613003b",
    presignedHeaders: "host",
    presignedSignature: "b45db0bfd1cf15003493b733e33aa208dd981bd0e63037a6ed953f71d2118a16",
  },
  {
    name: "get-relative-unnormalized",
    method: "GET",
    path: "/example/..",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "eca7ead57bb5aa5c8e28007acd4ff04e1ff9a0ff3b237ec1554a184887ff9282",
    presignedHeaders: "host",
    presignedSignature: "cbcb213b928a077e43275df47b500f1dfaa864ab3f5a18f6b95f4ff0938167ee",
  },
  {
    name: "get-slash-dot-slash-normalized",
    method: "GET",
    path: "/./",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    presignedHeaders: "host",
    presignedSignature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
  },
  {
    name: "get-slash-dot-slash-unnormalized",
    method: "GET",
    path: "/./",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "68714168e6557f8f2de0ef956fc24dc2593a4bd2961f8df51898d8a134695145",
    presignedHeaders: "host",
    presignedSignature: "a9b13e8f3484d9505bf1a6f347219f8f35b0fe8f128ceea597efc146a3dfe90c",
  },
  {
    name: "get-slash-normalized",
    method: "GET",
    path: "//",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    presignedHeaders: "host",
    presignedSignature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
  },
  {
    name: "get-slash-pointless-dot-normalized",
    method: "GET",
    path: "/./example",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5",
    presignedHeaders: "host",
    presignedSignature: "35034b1a0bdd969f346975386daf8aedfd4976573b8348cf4f67eaa41c5857de",
  },
  {
    name: "get-slash-pointless-dot-unnormalized",
    method: "GET",
    path: "/./example",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "beb03f223f7deae4146464f06e29eebbee9c8afbe15c290cf07aa8b119e14cff",
    presignedHeaders: "host",
    presignedSignature: "72b11f16d9530b18204bfb71f2d6ab085894c0ed8d352730a6e76234c58b5e10",
  },
  {
    name: "get-slash-unnormalized",
    method: "GET",
    path: "//",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "c88bcd3d312d75078c0cd961d6deae3f4c754924b01669efcfcb439fd5e5b76e",
    presignedHeaders: "host",
    presignedSignature: "b2a9542809db687769200f56a844a03f2bd0291d6eb90232d5101c6a579446cd",
  },
  {
    name: "get-slashes-normalized",
    method: "GET",
    path: "//example//",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84",
    presignedHeaders: "host",
    presignedSignature: "c1834e8fb0307243711f0f907f6ab7311ed300d87f13792d7ee4da89ab93e082",
  },
  {
    name: "get-slashes-unnormalized",
    method: "GET",
    path: "//example//",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5",
    presignedHeaders: "host",
    presignedSignature: "822a5a9ba28072c5ab2bb4a6307d0c88276d40e49fec6b724c03fb4d4ba60fc2",
  },
  {
    name: "get-space-normalized",
    method: "GET",
    path: "/example space/",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    presignedHeaders: "host",
    presignedSignature: "7a1f416954786484c9824d93c1f26ef64acb9b1b6c9154d08c9f07d0e394abf6",
  },
  {
    name: "get-space-unnormalized",
    method: "GET",
    path: "/example space/",
    headers: [["Host", "example.amazonaws.com"]],
    isVerbatim: true,
    signedHeaders: "host;x-amz-date",
    signature: "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741",
    presignedHeaders: "host",
    presignedSignature: "7a1f416954786484c9824d93c1f26ef64acb9b1b6c9154d08c9f07d0e394abf6",
  },
  {
    name: "get-unreserved",
    method: "GET",
    path: "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    presignedHeaders: "host",
    presignedSignature: "95968482db1b9e0fadef6efc1bd24689f77c77d9ef56919c96a28cc92e0d6005",
  },
  {
    name: "get-utf8",
    method: "GET",
    path: "/ሴ",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85",
    presignedHeaders: "host",
    presignedSignature: "10eae3f14a260bd3911cc6d008d3c576d143b05b62f09782a7a4b37f52178e44",
  },
  {
    name: "get-vanilla",
    method: "GET",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    presignedHeaders: "host",
    presignedSignature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
  },
  {
    name: "get-vanilla-empty-query-key",
    method: "GET",
    path: "/",
    query: "Param1=value1",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb",
    presignedHeaders: "host",
    presignedSignature: "49096700cbbaa5753443850f40df10f904fc2fdb544dc9512203cc77c471a9de",
  },
  {
    name: "get-vanilla-query",
    method: "GET",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    presignedHeaders: "host",
    presignedSignature: "e93c787ed7f371d5c6b165c1b38ede9550f4dce4144713e844b25b7192d3865d",
  },
  {
    name: "get-vanilla-query-order-encoded",
    method: "GET",
    path: "/",
    query: "Param-3=Value3&Param=Value2&%E1%88%B4=Value1",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "371d3713e185cc334048618a97f809c9ffe339c62934c032af5a0e595648fcac",
    presignedHeaders: "host",
    presignedSignature: "c5f1848ceec943ac2ca68ee720460c23aaae30a2300586597ada94c4a65e4787",
  },
  {
    name: "get-vanilla-query-order-key-case",
    method: "GET",
    path: "/",
    query: "Param2=value2&Param1=value1",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
    presignedHeaders: "host",
    presignedSignature: "86012e2c9ad4d77369f5d81c11f75158aae4f895a085212cc6d3f923d300bed5",
  },
  {
    name: "get-vanilla-query-unreserved",
    method: "GET",
    path: "/",
    query:
      "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197",
    presignedHeaders: "host",
    presignedSignature: "8e76a88a7433637b12778d5592799b29ad21ecd6cf6325051c21d86f0acda2bf",
  },
  {
    name: "get-vanilla-utf8-query",
    method: "GET",
    path: "/",
    query: "ሴ=bar",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04",
    presignedHeaders: "host",
    presignedSignature: "0bdd809b1519ac4f0c1dc3540e2cc46bd0c7f778eda408b2ebf3b913d21ff600",
  },
  {
    name: "get-vanilla-with-session-token",
    method: "GET",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    token: "signed",
    signedHeaders: "host;x-amz-date;x-amz-security-token",
    signature: "07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8",
    presignedHeaders: "host",
    presignedSignature: "7ff2b50b376cb4d151970630573d6291dc128cc5c2a12ffb237f73cc53f67b6c",
  },
  {
    name: "post-header-key-case",
    method: "POST",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    presignedHeaders: "host",
    presignedSignature: "2ce6e6d2e0cf2f9d1b55fafec88cd20574c31dc2e7631979f71ba2310083e95b",
  },
  {
    name: "post-header-key-sort",
    method: "POST",
    path: "/",
    headers: [
      ["Host", "example.amazonaws.com"],
      ["My-Header1", "value1"],
    ],
    signedHeaders: "host;my-header1;x-amz-date",
    signature: "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
    presignedHeaders: "host;my-header1",
    presignedSignature: "c09d07e0d55871f10f2a6d350d994acf6825a3cae70673d7def55616e6119dd7",
  },
  {
    name: "post-header-value-case",
    method: "POST",
    path: "/",
    headers: [
      ["Host", "example.amazonaws.com"],
      ["My-Header1", "VALUE1"],
    ],
    signedHeaders: "host;my-header1;x-amz-date",
    signature: "cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d",
    presignedHeaders: "host;my-header1",
    presignedSignature: "0698bc9e4f7f9139065ba2909c0e99da257e8e2a42492a097bcd46d792391fed",
  },
  {
    name: "post-sts-header-after",
    method: "POST",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    token: "unsigned",
    signedHeaders: "host;x-amz-date",
    signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    presignedHeaders: "host",
    presignedSignature: "2ce6e6d2e0cf2f9d1b55fafec88cd20574c31dc2e7631979f71ba2310083e95b",
  },
  {
    name: "post-sts-header-before",
    method: "POST",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    token: "signed",
    signedHeaders: "host;x-amz-date;x-amz-security-token",
    signature: "85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead",
    presignedHeaders: "host",
    presignedSignature: "46c2e3c63c1dbe7d39f8ada16fe7f001c1f56c5791441565323677f96308871c",
  },
  {
    name: "post-vanilla",
    method: "POST",
    path: "/",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    presignedHeaders: "host",
    presignedSignature: "2ce6e6d2e0cf2f9d1b55fafec88cd20574c31dc2e7631979f71ba2310083e95b",
  },
  {
    name: "post-vanilla-empty-query-value",
    method: "POST",
    path: "/",
    query: "Param1=value1",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
    presignedHeaders: "host",
    presignedSignature: "a9ef26247f293bffe40eeff86a0480ba8c14d31503b2e0c3399e3a16bf1a3682",
  },
  {
    name: "post-vanilla-query",
    method: "POST",
    path: "/",
    query: "Param1=value1",
    headers: [["Host", "example.amazonaws.com"]],
    signedHeaders: "host;x-amz-date",
    signature: "28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11",
    presignedHeaders: "host",
    presignedSignature: "a9ef26247f293bffe40eeff86a0480ba8c14d31503b2e0c3399e3a16bf1a3682",
  },
  {
    name: "post-x-www-form-urlencoded",
    method: "POST",
    path: "/",
    headers: [
      ["Content-Type", "application/x-www-form-urlencoded"],
      ["Host", "example.amazonaws.com"],
      ["Content-Length", "13"],
    ],
    body: "Param1=value1",
    signsBody: true,
    signedHeaders: "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
    signature: "d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
    presignedHeaders: "content-length;content-type;host",
    presignedSignature: "89a40deed0f26f9461242825a082d2222717248abc7ab41f552ad84a94ad46e9",
  },
  {
    name: "post-x-www-form-urlencoded-parameters",
    method: "POST",
    path: "/",
    headers: [
      ["Content-Type", "application/x-www-form-urlencoded; charset=utf-8"],
      ["Host", "example.amazonaws.com"],
      ["Content-Length", "13"],
    ],
    body: "Param1=value1",
    signsBody: true,
    signedHeaders: "content-length;content-type;host;x-amz-content-sha256;x-amz-date",
    signature: "328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422",
    presignedHeaders: "content-length;content-type;host",
    presignedSignature: "0dbeb9b026c7b6675f266b8427efec9b4fa8b1f6ef1477d717aea231106eab4d",
  },
];

/** What a parser delivers: one character for each byte of the request. */
const asReceived = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const tokenOf = (vector: Vector): string | undefined =>
  vector.token === undefined ? undefined : vector.name === "get-vanilla-with-session-token" ? OTHER_TOKEN : TOKEN;

function bodyFields(vector: Vector): [string, string][] {
  return vector.signsBody === true ? [["x-amz-content-sha256", sha256Hex(Buffer.from(vector.body ?? ""))]] : [];
}

function headerForm(vector: Vector): SignedRequest {
  const token = tokenOf(vector);
  const fields: [string, string][] = [
    ...vector.headers.map(([name, value]): [string, string] => [name, asReceived(value)]),
    ["X-Amz-Date", DATE],
    ...(token === undefined ? [] : [["X-Amz-Security-Token", token] as [string, string]]),
    ...bodyFields(vector),
    [
      "Authorization",
      `AWS4-HMAC-SHA256 Credential=${SCOPE}, SignedHeaders=${vector.signedHeaders}, Signature=${vector.signature}`,
    ],
  ];
  return {
    method: vector.method,
    rawPath: asReceived(vector.path),
    rawQuery: asReceived(vector.query ?? ""),
    headers: createHeaders(fields),
  };
}

function presignedForm(vector: Vector): SignedRequest {
  const token = tokenOf(vector);
  const parameters = [
    ...(vector.query === undefined ? [] : [asReceived(vector.query)]),
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    `X-Amz-Credential=${encodeURIComponent(SCOPE)}`,
    `X-Amz-Date=${DATE}`,
    "X-Amz-Expires=3600",
    ...(token === undefined ? [] : [`X-Amz-Security-Token=${encodeURIComponent(token)}`]),
    `X-Amz-SignedHeaders=${encodeURIComponent(vector.presignedHeaders)}`,
    `X-Amz-Signature=${vector.presignedSignature}`,
  ];
  const fields = [
    ...vector.headers.map(([name, value]): [string, string] => [name, asReceived(value)]),
    ...bodyFields(vector),
  ];
  return {
    method: vector.method,
    rawPath: asReceived(vector.path),
    rawQuery: parameters.join("&"),
    headers: createHeaders(fields),
  };
}

async function verify(vector: Vector, request: SignedRequest): Promise<void> {
  const style = vector.isVerbatim === true ? "s3" : "query";
  const token = tokenOf(vector);
  const credentials: CredentialSource = {
    isOpen: false,
    find: () => ({
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
      ...(token === undefined ? {} : { sessionToken: token }),
      principal: rootPrincipal("123456789012", "AKIDEXAMPLE"),
    }),
  };
  const claim = readSignatureClaim(request, style);
  if (claim === undefined) throw new Error("the vector carries no signature");
  await createSignatureVerifier(credentials, createSigningKeys()).verify(request, claim, {
    style,
    signingName: "service",
    regions: ["us-east-1"],
    wallMs: Date.UTC(2015, 7, 30, 12, 36),
    payloadHash: sha256Hex(Buffer.from(vector.body ?? "")),
  });
}

/** The same vector with the last digit of both signatures changed. */
function withWrongDigit(vector: Vector): Vector {
  const change = (signature: string): string => signature.slice(0, -1) + (signature.endsWith("0") ? "1" : "0");
  return { ...vector, signature: change(vector.signature), presignedSignature: change(vector.presignedSignature) };
}

describe("the Authorization field", () => {
  test.each(VECTORS.map((vector) => [vector.name, vector] as const))("%s", async (_, vector) => {
    await verify(vector, headerForm(vector));
    const wrong = withWrongDigit(vector);
    await expect(verify(wrong, headerForm(wrong))).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});

describe("the presigned URL", () => {
  // A token that is added after signing is not in the canonical query; services want it signed, and so does this verifier.
  const vectors = VECTORS.filter((vector) => vector.token !== "unsigned");
  test.each(vectors.map((vector) => [vector.name, vector] as const))("%s", async (_, vector) => {
    await verify(vector, presignedForm(vector));
    const wrong = withWrongDigit(vector);
    await expect(verify(wrong, presignedForm(wrong))).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});
