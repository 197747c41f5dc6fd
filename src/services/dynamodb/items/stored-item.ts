/**
 * An item on disk: a byte for the form, its size as AWS counts it (four bytes), and its JSON. So the size is known without reading the item, an answer is made of the text as
 * it lies there, and only what is filtered, projected or changed is parsed.
 */
import { JsonText } from "../../../kit/json-text.ts";
import { StorageError } from "../../../storage/storage-error.ts";
import type { Item } from "../values/attribute-value.ts";
import { itemBytes } from "../values/item-size.ts";

const FORM = 1;
const HEADER_BYTES = 5;

export class StoredItem {
  private readonly stored: Buffer;
  private parsed: Item | undefined;

  constructor(bytes: Uint8Array) {
    // Stores mostly give buffers; making another one of each costs more than anything else that is done with it.
    this.stored = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (bytes[0] !== FORM) throw new StorageError("corrupt", "an item is stored in an unknown form");
  }

  /** Bytes as AWS counts them. */
  get size(): number {
    return this.stored.readUInt32BE(1);
  }

  get text(): string {
    return this.stored.toString("utf8", HEADER_BYTES);
  }

  get item(): Item {
    return (this.parsed ??= JSON.parse(this.text) as Item);
  }

  hasSameBytes(bytes: Uint8Array): boolean {
    return this.stored.equals(bytes);
  }
}

export function encodeItem(item: Item, size = itemBytes(item)): Uint8Array {
  const text = JSON.stringify(item);
  const length = Buffer.byteLength(text);
  const bytes = Buffer.allocUnsafe(HEADER_BYTES + length);
  bytes[0] = FORM;
  bytes.writeUInt32BE(size, 1);
  bytes.write(text, HEADER_BYTES, "utf8");
  return bytes;
}

/** An item as an answer shows it. The SDK's types know it as a map of attribute values, which is what the text says. */
export function shownItem(item: StoredItem | Item): Record<string, never> {
  const text = item instanceof StoredItem ? item.text : JSON.stringify(item);
  return new JsonText(text) as unknown as Record<string, never>;
}

/** Items as an answer shows them, made of their texts. */
export function shownItems(texts: readonly string[]): Record<string, never>[] {
  return new JsonText(`[${texts.join(",")}]`) as unknown as Record<string, never>[];
}
