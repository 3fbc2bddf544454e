import { hash } from 'node:crypto'

/** MD5 in lower-case hexadecimal, of a text's UTF-8 or of bytes. */
export function md5(content: string | Uint8Array): string {
  return hash('md5', content, 'hex')
}

/** SHA-256 in lower-case hexadecimal: the deduplication id of a message that has none of its own. */
export function sha256(content: string): string {
  return hash('sha256', content, 'hex')
}
