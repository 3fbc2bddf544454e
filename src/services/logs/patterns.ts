import {
  type CompiledPattern,
  compileFilterPattern,
  FilterPatternError,
} from '../../engines/filter-pattern/index.ts'
import { invalidParameter } from './errors.ts'

/** Compiles a filter pattern. Fails with InvalidParameterException in AWS's words. */
export function readPattern(text: string): CompiledPattern {
  try {
    return compileFilterPattern(text)
  } catch (error) {
    if (error instanceof FilterPatternError) throw invalidParameter(error.message)
    throw error
  }
}

/**
 * The same for Live Tail, which puts its own words before the details.
 * Source: published by users of AWS ("Invalid filter pattern: Invalid character(s) in term '""'").
 */
export function readLiveTailPattern(text: string): CompiledPattern {
  try {
    return compileFilterPattern(text)
  } catch (error) {
    if (!(error instanceof FilterPatternError)) throw error
    const general = 'Invalid filter pattern'
    throw invalidParameter(error.message === general ? general : `${general}: ${error.message}`)
  }
}
