/** Characters made of bytes at once: an engine takes only so many arguments. */
const chunk = 8_192

/** Bytes in base64, padded. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += chunk)
    parts.push(String.fromCharCode(...bytes.subarray(at, at + chunk)))
  return btoa(parts.join(''))
}

/** The bytes of base64, padded or not; white space is passed over. Fails for any other text, as `atob` does. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
