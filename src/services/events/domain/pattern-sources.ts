import { isObject } from '../../../base/json.ts'

/**
 * The sources whose events a pattern may match, where it lists them by name. Undefined: it asks something else of the source, or nothing, and any may match;
 * so it is without a pattern.
 */
export function listedSources(pattern: string | undefined): readonly string[] | undefined {
  if (pattern === undefined) return undefined
  const read: unknown = JSON.parse(pattern)
  const sources: unknown = isObject(read) ? read.source : undefined
  return Array.isArray(sources) && sources.every((one) => typeof one === 'string') ? sources : undefined
}
