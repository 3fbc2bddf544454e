/**
 * Dynamic references: `{{resolve:ssm:name}}` in texts. They are found here and replaced by what a caller looked up.
 * Source: User Guide, "Get values stored in other services using dynamic references".
 */
import { isObject, type Json } from '../../base/json.ts'
import { TemplateError } from './errors.ts'
import { isList } from './functions/calls.ts'
import { dynamicReferencesMax } from './limits.ts'

/** A reference that stands in a value. `text` is what is replaced: `{{resolve:...}}`. */
export type DynamicReference = { readonly text: string } & (
  | {
      readonly service: 'ssm' | 'ssm-secure'
      readonly name: string
      readonly version?: string
    }
  | {
      readonly service: 'secretsmanager'
      /** A name or an ARN. */
      readonly secretId: string
      /** A member of the secret's JSON; absent: the whole text. */
      readonly jsonKey?: string
      readonly versionStage?: string
      readonly versionId?: string
    }
)

const pattern = /\{\{resolve:([a-zA-Z-]+):([^{}]*)\}\}/g

/** All references of a value, without doubles. Fails with a TemplateError: references that are not built as they should be, too many. */
export function findDynamicReferences(value: Json): readonly DynamicReference[] {
  const found = new Map<string, DynamicReference>()
  eachText(value, (text) => {
    if (!text.includes('{{resolve:')) return
    for (const [whole, service = '', rest = ''] of text.matchAll(pattern))
      if (!found.has(whole)) found.set(whole, parse(whole, service, rest))
  })
  if (found.size > dynamicReferencesMax)
    throw new TemplateError(
      `Template error: Maximum number of dynamic references, ${dynamicReferencesMax}, exceeded`,
    )
  return [...found.values()]
}

/** The value with its references replaced. `lookUp` is asked for each text `{{resolve:...}}`; undefined leaves it. */
export function substituteDynamicReferences(value: Json, lookUp: (text: string) => string | undefined): Json {
  if (typeof value === 'string')
    return value.includes('{{resolve:') ? value.replace(pattern, (whole) => lookUp(whole) ?? whole) : value
  if (isList(value)) return value.map((item) => substituteDynamicReferences(item, lookUp))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      substituteDynamicReferences(member ?? null, lookUp),
    ]),
  )
}

function eachText(value: Json, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value)
  else if (typeof value === 'object' && value !== null)
    for (const item of Object.values(value)) if (item !== undefined) eachText(item as Json, visit)
}

function parse(text: string, service: string, rest: string): DynamicReference {
  if (service === 'ssm' || service === 'ssm-secure') return parameterReference(text, service, rest)
  if (service === 'secretsmanager') return secretReference(text, rest)
  throw new TemplateError(`Dynamic References: Service [${service}] is not supported in [${text}]`)
}

function parameterReference(text: string, service: 'ssm' | 'ssm-secure', rest: string): DynamicReference {
  // A name may be an ARN, which has colons of its own.
  const found = /^((?:arn:[^:]*:ssm:[^:]*:[^:]*:)?[a-zA-Z0-9_.\-/]+)(?::(\d+))?$/.exec(rest)
  if (!found)
    throw new TemplateError(
      `Incorrect format is used in the following ${service === 'ssm' ? 'SSM' : 'SSM Secure'} reference: [${text}]`,
    )
  const [, name = '', version] = found
  return { text, service, name, ...(version !== undefined && { version }) }
}

function secretReference(text: string, rest: string): DynamicReference {
  const wrong = (): TemplateError =>
    new TemplateError(`Incorrect format is used in the following Secrets Manager reference: [${text}]`)
  const arn = /^(arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:]+)(?::(.*))?$/.exec(rest)
  const [secretId = '', ...parts] = arn
    ? [arn[1] ?? '', ...(arn[2] === undefined ? [] : arn[2].split(':'))]
    : rest.split(':')
  const [kind = '', jsonKey = '', versionStage = '', versionId = '', ...more] = parts
  if (secretId === '' || more.length > 0 || (kind !== '' && kind !== 'SecretString')) throw wrong()
  // A version is named by its stage or by its id.
  if (versionStage !== '' && versionId !== '') throw wrong()
  return {
    text,
    service: 'secretsmanager',
    secretId,
    ...(jsonKey !== '' && { jsonKey }),
    ...(versionStage !== '' && { versionStage }),
    ...(versionId !== '' && { versionId }),
  }
}
