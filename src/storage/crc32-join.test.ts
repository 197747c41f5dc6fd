import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { expect, test } from "vitest";
import { Crc32Join } from "./crc32-join.ts";

const BLOCK_BYTES = 1024;

test.each([0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 7 * BLOCK_BYTES, 7 * BLOCK_BYTES + 17])(
  "the blocks of %i bytes give the checksum of the whole",
  (sizeBytes) => {
    const bytes = randomBytes(sizeBytes);
    const join = new Crc32Join(BLOCK_BYTES);
    let total = 0;
    for (let offset = 0; offset < sizeBytes; offset += BLOCK_BYTES) {
      const block = bytes.subarray(offset, offset + BLOCK_BYTES);
      total = join.join(total, crc32(block), block.length);
    }
    expect(total).toBe(crc32(bytes));
  },
);
