/** Templates of WebSocket APIs. Source: API Gateway Developer Guide, "Data transformations for WebSocket APIs". */

/**
 * Whether a template can be filled in: those without expressions can, as they stand.
 *
 * NOTE: templates with expressions (`$input`, `#set`) want an engine of their own.
 */
export function knownTemplate(template: string): boolean {
  return !/[$#]/.test(template)
}
