/**
 * Whether a body of this content type reaches the function as text; all others come in base64. Source: Lambda Developer Guide,
 * "Invoking Lambda function URLs" (`isBase64Encoded`: binary payloads); API Gateway Developer Guide, "Working with AWS Lambda proxy
 * integrations for HTTP APIs": text/*, application/json, application/xml and application/javascript. Types that end with +json or
 * +xml are text too, forms are not (as observed by users of AWS).
 */
export function isTextType(contentType: string | undefined): boolean {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  return /^text\/|^application\/(?:json|xml|javascript|[\w.-]+\+(?:json|xml))$/.test(type)
}

// A byte order mark is part of the text.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A body as the text that reaches the function; undefined: it goes in base64, by its content type or because it is no UTF-8. */
export function textOfBody(contentType: string | undefined, body: Uint8Array): string | undefined {
  if (body.length === 0) return ''
  if (!isTextType(contentType)) return undefined
  try {
    return strict.decode(body)
  } catch {
    return undefined
  }
}
