/**
 * Addresses at which code can be downloaded for a while, as GetFunction and GetLayerVersion answer them: signed with a key
 * that is kept in the store, so that every node serves what another one signed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { OperationContext, Surroundings } from '../../dispatch/index.ts'
import { atomic, type Store } from '../../store/index.ts'
import { downloadMs } from './limits.ts'
import { downloadKeys } from './records.ts'

/** The path of Lambent's own at which code is served. */
export const downloadPath = '/_lambent/lambda/code'

/** An address for a zip, good for ten minutes. */
export async function downloadAddress(context: OperationContext, sha256: string): Promise<string> {
  const secret = await downloadSecret(context)
  const expires = String(context.now + downloadMs)
  const signature = sign(secret, sha256, expires)
  const origin = context.host === undefined ? context.settings.endpoint : `http://${context.host}`
  return `${origin}${downloadPath}?${new URLSearchParams({ sha256, expires, signature })}`
}

/** The zip that an address names; undefined when it was not signed here, has expired, or its zip is gone. */
export async function findDownload(
  { store, clock }: Pick<Surroundings, 'store' | 'clock'>,
  query: string,
): Promise<{ readonly bytes: number; readonly body: AsyncIterable<Uint8Array> } | undefined> {
  const parameters = new URLSearchParams(query)
  const sha256 = parameters.get('sha256') ?? ''
  const expires = parameters.get('expires') ?? ''
  const signature = Buffer.from(parameters.get('signature') ?? '')
  const stored = await downloadKeys.get(store, ['key'])
  if (!stored || !/^[0-9a-f]{64}$/.test(sha256) || !/^\d{1,16}$/.test(expires)) return undefined
  const expected = Buffer.from(sign(stored.value.secret, sha256, expires))
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined
  if (Number(expires) <= clock.now()) return undefined
  const [blob, body] = await Promise.all([store.statBlob(sha256), store.getBlob(sha256)])
  return blob && body ? { bytes: blob.bytes, body } : undefined
}

function sign(secret: string, sha256: string, expires: string): string {
  return createHmac('sha256', Buffer.from(secret, 'base64'))
    .update(`${sha256}\n${expires}`)
    .digest('base64url')
}

async function downloadSecret({ store, random }: OperationContext): Promise<string> {
  const known = await readSecret(store)
  if (known !== undefined) return known
  const secret = Buffer.from(random.bytes(32)).toString('base64')
  const commit = atomic(store)
  downloadKeys.put(commit, { secret }, undefined)
  await commit.commit()
  // Another node may have been quicker.
  return (await readSecret(store)) ?? secret
}

async function readSecret(store: Store): Promise<string | undefined> {
  return (await downloadKeys.get(store, ['key']))?.value.secret
}
