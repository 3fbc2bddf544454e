/**
 * Checkpoint tokens and callback ids: base64 of JSON, as the model's patterns ask. A token names the execution, the
 * invocation (a random UUID that nobody else knows) and the count of checkpoints, so that an invocation that was given up
 * can write nothing, and none can write twice or out of order.
 */
import type { Execution } from './types.ts'

/** The token with which the invocation that runs writes its next checkpoint. */
export function checkpointToken({ id, invocation, tokenSequence }: Execution): string {
  return encode([id, invocation?.id ?? '', tokenSequence])
}

/** Which execution a token is for; undefined when it is no token. */
export function executionOfToken(token: string): string | undefined {
  const parts = decode(token)
  return typeof parts?.[0] === 'string' && parts.length === 3 ? parts[0] : undefined
}

/** The id under which somebody outside ends a callback. */
export function callbackId({ accountId, region, id }: Execution, operationId: string): string {
  return encode([accountId, region, id, operationId])
}

/** What a callback id names; undefined when it is none. */
export function readCallbackId(
  text: string,
): { accountId: string; region: string; executionId: string; operationId: string } | undefined {
  const [accountId, region, executionId, operationId, ...rest] = decode(text) ?? []
  if (
    typeof accountId !== 'string' ||
    typeof region !== 'string' ||
    typeof executionId !== 'string' ||
    typeof operationId !== 'string' ||
    rest.length > 0
  ) {
    return undefined
  }
  return { accountId, region, executionId, operationId }
}

// Ids are ASCII by the model's patterns.
function encode(parts: ReadonlyArray<string | number>): string {
  return btoa(JSON.stringify(parts))
}

function decode(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(atob(text))
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
