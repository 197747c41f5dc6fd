/**
 * The picture of an MFA seed for authenticator apps: a QR code of the `otpauth` URL that API_VirtualMFADevice gives, as PNG with one bit a pixel.
 */
import { crc32, deflateSync } from "node:zlib";
import encodeQr from "qr";

/** Pixels of one module, modules of white around: what phones read from a screen. */
const SCALE = 4;
const BORDER_MODULES = 4;

// AWS: otpauth://totp/$virtualMFADeviceName@$AccountName?secret=$Base32String, where the account is named by its alias or its id.
export function otpauthUrl(deviceName: string, accountName: string, base32Seed: string): string {
  return `otpauth://totp/${encodeURIComponent(deviceName)}@${encodeURIComponent(accountName)}?secret=${base32Seed}`;
}

export function qrCodePng(text: string): Uint8Array {
  const modules = encodeQr(text, "raw", { border: BORDER_MODULES });
  return png(modules.length * SCALE, (x, y) => modules[Math.trunc(y / SCALE)]?.[Math.trunc(x / SCALE)] === true);
}

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);

/** A square picture in black and white. @see https://www.w3.org/TR/png-3/ */
function png(sizePixels: number, isBlack: (x: number, y: number) => boolean): Uint8Array {
  const rowBytes = 1 + Math.ceil(sizePixels / 8);
  // White is 1; each row begins with its filter, 0 for none.
  const rows = Buffer.alloc(rowBytes * sizePixels, 0xff);
  for (let y = 0; y < sizePixels; y += 1) {
    rows[y * rowBytes] = 0;
    for (let x = 0; x < sizePixels; x += 1) {
      const at = y * rowBytes + 1 + (x >> 3);
      if (isBlack(x, y)) rows[at] = (rows[at] ?? 0) & ~(0x80 >> (x & 7));
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(sizePixels, 0);
  header.writeUInt32BE(sizePixels, 4);
  // One bit a pixel, greyscale; compression, filter and interlace methods 0.
  header[8] = 1;
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(data.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
