/** What Invoke, InvokeAsync and InvokeWithResponseStream have in common: reading and refusing requests. */

import type { Changeable } from '../../../../base/changeable.ts'
import { type Soon, soon } from '../../../../base/soon.ts'
import type { OperationContext } from '../../../../dispatch/index.ts'
import { payloadRefusal } from '../../domain/payload.ts'
import {
  invalidParameter,
  invalidRequestContent,
  payloadTooLarge,
  recursiveInvocation,
  requestTooLarge,
} from '../../errors.ts'
import type { InvocationInput, InvocationTarget } from '../../invocation.ts'
import { asyncPayloadBytes, clientContextCharacters, syncPayloadBytes } from '../../limits.ts'
import { type Chain, enterChain } from '../../recursion.ts'

/** The members of a request that say how it is to be run. */
export interface InvokingRequest {
  readonly LogType?: string | undefined
  readonly ClientContext?: string | undefined
  readonly TenantId?: string | undefined
}

const emptyEvent = new TextEncoder().encode('{}')

/** Takes the payload of a request; an empty one is an empty object. */
export type PayloadReader = (payload: Uint8Array | undefined, kind: 'sync' | 'event') => Uint8Array

/** Of a request from outside. Fails with RequestTooLargeException and InvalidRequestContentException. */
export const readPayload: PayloadReader = (payload, kind) => {
  const read = writtenPayload(payload, kind)
  const refusal = read === emptyEvent ? undefined : payloadRefusal(read)
  if (refusal !== undefined) throw invalidRequestContent(refusal)
  return read
}

/** Of JSON that this server wrote itself: reading it once more was 4 % of a request to an API. Fails with RequestTooLargeException. */
export const writtenPayload: PayloadReader = (payload, kind) => {
  if (payload === undefined || payload.length === 0) return emptyEvent
  if (kind === 'sync' && payload.length > syncPayloadBytes) throw payloadTooLarge()
  if (kind === 'event' && payload.length > asyncPayloadBytes) {
    throw requestTooLarge(
      `${payload.length} byte payload is too large for the Event invocation type (limit ${asyncPayloadBytes} bytes)`,
    )
  }
  return payload
}

/** The client context's JSON. Fails with InvalidRequestContentException; the first words are UNVERIFIED. */
export function readClientContext(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded === '') return undefined
  if (encoded.length > clientContextCharacters)
    throw invalidRequestContent(
      `Client context must be at most ${clientContextCharacters} bytes of Base64-encoded data.`,
    )
  const refused = () => invalidRequestContent('Client context must be a valid Base64-encoded JSON object.')
  if (!/^[A-Za-z0-9+/\-_]*={0,2}$/.test(encoded)) throw refused()
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw refused()
  } catch {
    throw refused()
  }
  return text
}

/**
 * Fails with InvalidParameterValueException when a function that isolates tenants is invoked without one, or another with
 * one. Source: Developer Guide, "Tenant isolation"; the second refusal's words are UNVERIFIED.
 */
export function checkTenant({ version }: InvocationTarget, tenantId: string | undefined): void {
  const isolates = version.settings.tenantIsolation !== undefined
  if (isolates && tenantId === undefined) {
    throw invalidParameter(
      'The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request and try again.',
    )
  }
  if (!isolates && tenantId !== undefined) {
    throw invalidParameter(
      'The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your request and try again.',
    )
  }
}

/** A request as the compute room takes it. Fails with RecursiveInvocationException when it closes a loop. */
export function invocationOf(
  context: OperationContext,
  target: InvocationTarget,
  input: InvokingRequest,
  payload: Uint8Array,
): Soon<InvocationInput> {
  const { store, random, now, traceHeader } = context
  const chain = enterChain(store, random, now, target.record, traceHeader)
  return soon(chain, (entered) => inChain(entered, context, input, payload))
}

function inChain(
  { isLoop, traceHeader }: Chain,
  { requestId }: OperationContext,
  input: InvokingRequest,
  payload: Uint8Array,
): InvocationInput {
  if (isLoop) throw recursiveInvocation()
  const clientContext = readClientContext(input.ClientContext)
  const invocation: Changeable<InvocationInput> = { requestId, payload, traceHeader }
  if (clientContext !== undefined) invocation.clientContext = clientContext
  if (input.TenantId !== undefined) invocation.tenantId = input.TenantId
  if (input.LogType === 'Tail') invocation.tail = true
  return invocation
}
