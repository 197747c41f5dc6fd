/**
 * What the protocol layer refuses to do more of. Sizes of whole bodies belong to the gateway, which reads them; these
 * limits bound what a body of allowed size can cost once it is here.
 */

/** Nesting of XML elements, JSON arrays and objects, CBOR collections and dotted query keys. AWS's deepest modelled input nests about 20 levels; DynamoDB documents 32 (its "nested levels of an attribute"). */
export const NESTING_LEVELS_MAX = 128;

/** JSON bodies up to this many bytes are parsed without counting their nesting first: they cannot hold enough of it to hurt. */
export const JSON_BYTES_WITHOUT_DEPTH_SCAN_MAX = 64 * 1024;

/** Name-value pairs of one form body or query string. 10,000 filters or tags is far above any service quota. */
export const FORM_PAIRS_MAX = 20_000;

/** Elements of one XML document. `DeleteObjects` with 1,000 keys has 3,000, `CompleteMultipartUpload` with 10,000 parts 80,000. */
export const XML_ELEMENTS_MAX = 250_000;

/** Attributes of one XML element. */
export const XML_ATTRIBUTES_MAX = 64;

/** Characters of client input that an error message repeats. */
export const ECHO_CHARACTERS_MAX = 256;
