/**
 * Gives the memory of bytes back at once, when nobody will look at them again: they are empty afterwards. Of a body that streams, the
 * collector would let pieces lie until tens of megabytes have gathered, and then go through all that there is to find them. Bytes that
 * share their buffer with others are let be.
 */
export function giveBack({ buffer, byteLength }: Uint8Array): void {
  const isWhole = byteLength > 0 && byteLength === buffer.byteLength
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
