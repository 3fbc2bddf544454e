/** How requests name keys: by id, alias, or the ARN of either. Source: API Reference, `KeyId`. */
import { parseArn } from '../../../aws/arn.ts'
import { invalidArn, notFound, validation } from '../errors.ts'

/** A key or alias in its account and region; those are absent when the text does not say. */
export interface KeyReference {
  readonly home?: { readonly accountId: string; readonly region: string }
  readonly id?: string
  /** With `alias/`. */
  readonly alias?: string
}

const idForm = /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32})$/

/** Fails with NotFoundException for what has the form of no key, InvalidArnException for the ARN of something else. */
export function readReference(text: string): KeyReference {
  if (!text.startsWith('arn:')) return partOf(text, text)
  const arn = parseArn(text)
  if (arn?.service !== 'kms' || arn.accountId === '' || arn.region === '')
    throw invalidArn(`Invalid arn ${text}`)
  const { accountId, region, resource } = arn
  const home = { accountId, region }
  if (resource.startsWith('key/')) return { home, ...partOf(resource.slice(4), text) }
  if (resource.startsWith('alias/')) return { home, alias: resource }
  throw invalidArn(`Invalid arn ${text}`)
}

function partOf(text: string, whole: string): KeyReference {
  if (text.startsWith('alias/')) return { alias: text }
  if (!idForm.test(text)) throw notFound(`Invalid keyId '${whole}'`)
  return { id: text }
}

/** Fails with ValidationException. */
export function checkAliasName(name: string): void {
  if (!name.startsWith('alias/'))
    throw validation(
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    )
  if (!/^alias\/[a-zA-Z0-9/_-]+$/.test(name))
    throw validation(
      `1 validation error detected: Value '${name}' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(alias/)[a-zA-Z0-9/_-]+$`,
    )
}
