const polynomial = 0x04c11db7;

let table: Uint32Array | null = null;

function tableOf(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, octet) => {
    let crc = octet << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ polynomial : crc << 1;
    return crc;
  });
}

/** The check sum of cksum(1), POSIX: a CRC over the octets and then over their number. */
export function cksum(octets: Uint8Array): number {
  table ??= tableOf();
  const words = table;
  const fed = (crc: number, octet: number): number => (crc << 8) ^ (words[(crc >>> 24) ^ octet] ?? 0);
  let crc = 0;
  for (const octet of octets) crc = fed(crc, octet);
  for (let length = octets.length; length > 0; length = Math.floor(length / 256)) crc = fed(crc, length % 256);
  return ~crc >>> 0;
}
