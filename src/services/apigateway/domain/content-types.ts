/** Binary media types. Source: API Gateway Developer Guide, "Content type conversions in API Gateway". */

/** A media type without its parameters, in lower case. */
export function plainType(contentType: string | undefined): string {
  return (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

/** Whether a body of this type is bytes to an API with these binary media types. */
export function isBinaryType(contentType: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  const type = plainType(contentType)
  return binaryMediaTypes.some((rule) => {
    const plain = rule.toLowerCase()
    if (plain === '*/*' || plain === type) return true
    return plain.endsWith('/*') && type.startsWith(plain.slice(0, -1))
  })
}

/** Whether a client takes bytes: the first type of its Accept header counts. Source: as above. */
export function acceptsBinary(accept: string | undefined, binaryMediaTypes: readonly string[]): boolean {
  return isBinaryType((accept ?? '').split(',', 1)[0], binaryMediaTypes)
}
