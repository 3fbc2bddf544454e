import type { RuntimeFault } from '../../link/types.ts'

/** Types that a runtime may report; anything else counts as unknown. Source: the emulator, internal/lambda/fatalerror. */
const reportable = /^(?:Runtime|Function|Extension|Sandbox)\.[A-Za-z][A-Za-z0-9]*$/

/**
 * What a runtime reported. The body is passed on as it is; where there is none, or it is no JSON, the caller still gets an error
 * to read.
 */
export function faultOf(errorType: string | undefined, body: Buffer): RuntimeFault {
  const parsed = parse(body)
  const named = typeof parsed?.errorType === 'string' ? parsed.errorType : undefined
  const type =
    errorType !== undefined && reportable.test(errorType)
      ? errorType
      : (named ?? errorType ?? 'Runtime.Unknown')
  if (parsed !== undefined) return { errorType: type, payload: body }
  return {
    errorType: type,
    payload: Buffer.from(
      JSON.stringify(
        body.length === 0 ? { errorType: type } : { errorType: type, errorMessage: body.toString() },
      ),
    ),
  }
}

function parse(body: Buffer): { errorType?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(body.toString())
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}
