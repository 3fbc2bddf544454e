/** Making, sealing and opening the material of keys. */
import { createHash, createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { invariant } from '../../base/invariant.ts'
import type { Surroundings } from '../../dispatch/index.ts'
import type { Material as MaterialKind } from './domain/key-specs.ts'
import { invalidState } from './errors.ts'
import type { Home, Key, Material } from './records.ts'
import { sealerOf } from './sealing.ts'

const generate = promisify(generateKeyPair) as (
  type: string,
  options: object,
) => Promise<{ readonly privateKey: KeyObject; readonly publicKey: KeyObject }>

/** New material: a secret's bytes, or a private key as PKCS #8. */
export async function makeMaterial(
  { random }: Pick<Surroundings, 'random'>,
  kind: MaterialKind,
): Promise<Buffer> {
  if (kind.type === 'secret') return Buffer.from(random.bytes(kind.bytes))
  return (await makePair(kind)).privateKey.export({ format: 'der', type: 'pkcs8' })
}

/** A new pair of keys. Its chance is OpenSSL's: no key is made of numbers that a test can foresee. */
export function makePair(kind: Exclude<MaterialKind, { type: 'secret' }>) {
  if (kind.type === 'rsa') return generate('rsa', { modulusLength: kind.bits })
  if (kind.type === 'ec') return generate('ec', { namedCurve: kind.curve })
  return generate(kind.type === 'ed25519' ? 'ed25519' : kind.name, {})
}

export function materialId(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Material as it is kept. */
export async function sealMaterial(
  surroundings: Pick<Surroundings, 'store' | 'random'>,
  home: Home,
  keyId: string,
  bytes: Uint8Array,
): Promise<Pick<Material, 'id'> & { readonly sealed: string }> {
  const sealer = await sealerOf(surroundings, home)
  return { id: materialId(bytes), sealed: sealer.seal(`key ${keyId}`, bytes).toString('base64') }
}

/** Fails with KMSInvalidStateException when the material was imported and is gone. */
export async function openMaterial(
  surroundings: Pick<Surroundings, 'store' | 'random'>,
  key: Key,
  arn: string,
  material: Material | undefined = key.materials.at(-1),
): Promise<Buffer> {
  if (material?.sealed === undefined) throw invalidState(arn, 'is pending import')
  const sealer = await sealerOf(surroundings, key)
  const bytes = sealer.open(`key ${key.id}`, Buffer.from(material.sealed, 'base64'))
  invariant(bytes, 'material that was sealed here can be opened')
  return bytes
}

/** The private key of an asymmetric key. */
export async function openPrivateKey(
  surroundings: Pick<Surroundings, 'store' | 'random'>,
  key: Key,
  arn: string,
): Promise<KeyObject> {
  const der = await openMaterial(surroundings, key, arn)
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
}
