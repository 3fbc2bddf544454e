/**
 * Filters of event source mappings. What they match is decided where events are polled, by the same engine.
 * Source: Lambda Developer Guide, "Control which events Lambda sends to your function", filter rule syntax.
 */
import { compileEventPattern, EventPatternError } from '../../../engines/event-pattern/index.ts'

/** Filters of one mapping. Source: Developer Guide: five, ten on request. */
export const filtersMax = 10

/** Whether a pattern can be used. */
export function isFilterPattern(text: string): boolean {
  try {
    compileEventPattern(text)
    return true
  } catch (error) {
    if (error instanceof EventPatternError) return false
    throw error
  }
}
