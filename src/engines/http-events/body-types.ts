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
