/** A bundle is a zip archive (PK) of `bundle.json` and one JSON file for each piece of evidence: docs/bundle-format.md. */
export function isBundle(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}
