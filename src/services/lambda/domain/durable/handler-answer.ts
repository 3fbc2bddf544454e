import type { ErrorObject } from './types.ts'

/** What a durable function's handler answers, through AWS's SDK: `{Status, Result?, Error?}`. */
export type HandlerAnswer =
  | { readonly kind: 'succeeded'; readonly result?: string }
  | { readonly kind: 'gave up'; readonly error?: ErrorObject }
  | { readonly kind: 'pending' }

/** Reads an answer; `problem` says in AWS's words what is wrong with it. */
export function readAnswer(payload: string): HandlerAnswer | { readonly problem: string } {
  const body = parse(payload)
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return invalidStatus
  const { Status, Result, Error: given } = body as { Status?: unknown; Result?: unknown; Error?: unknown }
  const error = readError(given)
  const result = typeof Result === 'string' ? Result : undefined
  switch (Status) {
    case 'SUCCEEDED':
      if (error !== undefined) return { problem: 'Cannot provide an Error for SUCCEEDED status.' }
      return { kind: 'succeeded', ...(result === undefined ? {} : { result }) }
    case 'FAILED':
      if (result !== undefined) return { problem: 'Cannot provide a Result for FAILED status.' }
      return { kind: 'gave up', ...(error === undefined ? {} : { error }) }
    case 'PENDING':
      return { kind: 'pending' }
    default:
      return invalidStatus
  }
}

const invalidStatus = { problem: 'Invalid Status in invocation output.' }

/** An error as a function wrote it: the members that are what they should be. Undefined: none was given. */
export function readError(value: unknown): ErrorObject | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { ErrorMessage, ErrorType, ErrorData, StackTrace } = value as Record<string, unknown>
  return {
    ...(typeof ErrorMessage === 'string' ? { ErrorMessage } : {}),
    ...(typeof ErrorType === 'string' ? { ErrorType } : {}),
    ...(typeof ErrorData === 'string' ? { ErrorData } : {}),
    ...(Array.isArray(StackTrace) ? { StackTrace: StackTrace.map(String) } : {}),
  }
}

/** The error of an invocation that failed: what a runtime reports, in Lambda's own spelling. */
export function readFunctionError(payload: string): ErrorObject {
  const body = parse(payload)
  if (typeof body !== 'object' || body === null) return { ErrorMessage: payload }
  const { errorMessage, errorType, stackTrace } = body as Record<string, unknown>
  return {
    ...(typeof errorType === 'string' ? { ErrorType: errorType } : {}),
    ErrorMessage: typeof errorMessage === 'string' ? errorMessage : payload,
    ...(Array.isArray(stackTrace) ? { StackTrace: stackTrace.map(lineText) } : {}),
  }
}

function lineText(line: unknown): string {
  return typeof line === 'string' ? line : JSON.stringify(line)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
