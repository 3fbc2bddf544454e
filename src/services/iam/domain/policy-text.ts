/** How many characters of a document count against its quota: all but white space. Source: IAM User Guide, quotas. */
export function countedCharacters(document: string): number {
  return document.replace(/\s/g, '').length
}

/**
 * A document as IAM sends it: every byte percent-encoded but RFC 3986's unreserved characters.
 * Source: IAM API Reference, GetPolicyVersion.
 */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
