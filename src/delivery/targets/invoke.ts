import { AwsError } from '../../aws/aws-error.ts'
import type { Caller } from '../../dispatch/index.ts'
import { inRegion } from './send.ts'
import type { TargetSurroundings } from './types.ts'

/** What a function answered. */
export type FunctionAnswer =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly message: string }

/** Invokes a function and waits for its answer. Fails as Invoke does; the function's own error is an answer. */
export async function invokeFunction(
  { call }: TargetSurroundings,
  arn: string,
  input: string,
  caller: Caller,
): Promise<FunctionAnswer> {
  const answer = await call<{ FunctionError?: string; Payload?: Uint8Array }>(
    'lambda:Invoke',
    { FunctionName: arn, InvocationType: 'RequestResponse', Payload: Buffer.from(input, 'utf8') },
    inRegion(caller, arn.split(':')[3] ?? ''),
  )
  const payload = Buffer.from(answer.Payload ?? []).toString('utf8')
  if (answer.FunctionError === undefined) return { ok: true, payload }
  return { ok: false, message: messageOf(payload) }
}

function messageOf(payload: string): string {
  try {
    const { errorMessage } = JSON.parse(payload) as { errorMessage?: unknown }
    if (typeof errorMessage === 'string') return errorMessage
  } catch {
    // The function ended without words of its own.
  }
  return payload
}

/** What an error means to people, in one line. */
export function failureText(error: unknown): string {
  if (error instanceof AwsError) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
