import { createHash } from 'node:crypto'
import type { PropertyType, ResourceSpec } from '../../../aws/resource-spec.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { type Form, formOf, type TypeForm } from './forms.ts'

/** What ids and attributes are made of. */
export interface Materials {
  readonly spec: ResourceSpec
  readonly properties: JsonObject
  /** The same for each attempt to make the resource, another for every other resource. */
  readonly seed: string
  /** The name that was made for it, for where the template gives none. */
  readonly name: string
  readonly partition: string
  readonly region: string
  readonly accountId: string
  /** Unit: milliseconds since the epoch. */
  readonly now: number
}

/** What a resource that is only a record answers for itself. */
export interface Described {
  readonly physicalId: string
  readonly attributes: Readonly<Record<string, Json>>
}

/**
 * Ids and attributes of a resource in AWS's forms. Attributes that no form describes follow from their name and type; those that
 * are nested deeper, or objects, are left out.
 */
export function describeResource(materials: Materials): Described {
  const { spec, properties } = materials
  const form = formOf(spec.typeName)
  const attributes: Record<string, Json> = {}
  for (const [name, given] of Object.entries(form.attributes ?? {}))
    attributes[name] = fillForm(given, materials, form)
  const own = ownText(materials, form, attributes)
  for (const [name, type] of Object.entries(spec.attributes)) {
    if (name in attributes) continue
    const value = properties[name] ?? usualValue(name, type, own, materials)
    if (value !== undefined) attributes[name] = value
  }
  const identifier = spec.primaryIdentifier
  identifying(identifier, materials, form, attributes)
  const physicalId =
    form.ref === undefined
      ? identifying(spec.refIdentifier ?? identifier, materials, form, attributes).join('|')
      : fill(form.ref, materials, form)
  return { physicalId: physicalId || own, attributes }
}

function identifying(
  names: readonly string[],
  materials: Materials,
  form: TypeForm,
  attributes: Record<string, Json>,
): string[] {
  const { properties, spec } = materials
  return names.map((name) => {
    const value = attributes[name] ?? properties[name]
    if (value !== undefined) return String(value)
    // A name that the template leaves out; of several, only what names it is made. It stands among the attributes, so that the
    // resource is found by it again.
    const named = names.length === 1 || name === form.name?.property || /Name$/.test(name)
    if (!named || !Object.hasOwn(spec.properties, name)) return ''
    attributes[name] = ownName(materials, form)
    return String(attributes[name])
  })
}

/** What stands for the resource in ARNs and addresses: its name, or the first id that a form gave it. */
function ownText(materials: Materials, form: TypeForm, attributes: Readonly<Record<string, Json>>): string {
  const first = materials.spec.primaryIdentifier.at(-1) ?? ''
  const value = attributes[first] ?? materials.properties[first]
  return typeof value === 'string' && !value.startsWith('arn:') ? value : ownName(materials, form)
}

function ownName({ properties, name }: Materials, form: TypeForm): string {
  const given = properties[form.name?.property ?? 'Name']
  return typeof given === 'string' ? given : name
}

/** An attribute whose name tells what it holds. */
function usualValue(name: string, type: PropertyType, own: string, materials: Materials): Json | undefined {
  const { spec, partition, region, accountId, now } = materials
  if (name.split('.').length > 2) return undefined
  if (typeof type === 'object' && 'list' in type) return []
  if (type === 'boolean') return false
  if (type === 'integer' || type === 'number') return /^(?:Latest|Default)?Version/.test(name) ? 1 : 0
  if (typeof type !== 'string' || type.startsWith('#')) return undefined
  const last = name.slice(name.lastIndexOf('.') + 1)
  const [, namespace = '', kind = ''] = spec.typeName.split('::')
  const service = arnServices[namespace] ?? namespace.toLowerCase()
  if (/Arn$|ARN$/.test(last)) {
    const id = spec.primaryIdentifier.includes(name) ? random(materials, 'uuid', name) : own
    return `arn:${partition}:${service}:${region}:${accountId}:${kind.toLowerCase()}/${id}`
  }
  if (type === 'timestamp' || /(?:Time|Timestamp|Date|CreatedAt|UpdatedAt)$/.test(last))
    return new Date(now).toISOString()
  if (/^(?:AccountId|OwnerId|Owner|RegistryId)$/.test(last)) return accountId
  if (/(?:Status|State)$/.test(last)) return 'ACTIVE'
  if (/Port$/.test(last)) return '443'
  if (/(?:Endpoint|Address|DomainName|DNSName|DnsName|Url|URL)$/.test(last))
    return `${own}.${service}.${region}.${suffixOf(partition)}`
  if (/Id$/.test(last))
    return spec.primaryIdentifier.length === 1 && spec.primaryIdentifier[0] === name && own !== materials.name
      ? own
      : random(materials, 'uuid', name)
  if (/Version/.test(last)) return '1'
  return own
}

/** Names of services in ARNs where they are not the namespace in lower case. */
const arnServices: Readonly<Record<string, string>> = {
  ApplicationAutoScaling: 'application-autoscaling',
  CertificateManager: 'acm',
  Cognito: 'cognito-idp',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  EFS: 'elasticfilesystem',
  KinesisFirehose: 'firehose',
  MSK: 'kafka',
  AmazonMQ: 'mq',
  OpenSearchService: 'es',
  OpenSearchServerless: 'aoss',
  ACMPCA: 'acm-pca',
  VpcLattice: 'vpc-lattice',
  CodeStarConnections: 'codestar-connections',
  ServiceCatalogAppRegistry: 'servicecatalog',
  NetworkFirewall: 'network-firewall',
  EMR: 'elasticmapreduce',
  EMRContainers: 'emr-containers',
  EMRServerless: 'emr-serverless',
  EventSchemas: 'schemas',
  KinesisAnalyticsV2: 'kinesisanalytics',
  Location: 'geo',
  MWAA: 'airflow',
  NeptuneGraph: 'neptune-graph',
}

function fillForm(given: Form, materials: Materials, form: TypeForm): Json {
  if (typeof given === 'string') return fill(given, materials, form)
  if (typeof given === 'object') return given.map((text) => fill(text, materials, form))
  return given
}

function fill(text: string, materials: Materials, form: TypeForm): string {
  return text.replaceAll(/\{([^}]+)\}/g, (_, place: string) => fillPlace(place, materials, form))
}

function fillPlace(place: string, materials: Materials, form: TypeForm): string {
  const { properties, partition, region, accountId } = materials
  const [kind = '', detail = ''] = place.split(/:(.*)/s)
  switch (kind) {
    case 'partition':
      return partition
    case 'region':
      return region
    case 'account':
      return accountId
    case 'suffix':
      return suffixOf(partition)
    case 'name':
      return ownName(materials, form)
    case 'scope':
      return properties.Scope === 'CLOUDFRONT' ? 'global' : 'regional'
    case 'prop':
      return firstGiven(properties, detail.split('|'))
    case 'port':
      return firstGiven(properties, [
        'Port',
        String(properties.Engine).includes('postgres') ? '#5432' : '#3306',
      ])
    case 'tail': {
      // The last part of what may be a name or an ARN, or a text.
      const [property = '', otherwise = ''] = detail.split('|')
      const value = String(properties[property] ?? otherwise)
      return value.slice(value.lastIndexOf('/') + 1)
    }
    case 'arn': {
      // An ARN made of another's, with the word for its kind exchanged.
      const [property = '', from = '', to = ''] = detail.split('|')
      return String(properties[property] ?? '').replace(`:${from}/`, `:${to}/`)
    }
    default:
      return random(materials, kind, detail)
  }
}

function firstGiven(properties: JsonObject, names: readonly string[]): string {
  for (const name of names) {
    if (name.startsWith('#')) return name.slice(1)
    const value = properties[name]
    if (value !== undefined) return String(value)
  }
  return ''
}

const alphabets: Readonly<Record<string, string>> = {
  hex: '0123456789abcdef',
  digits: '123456789',
  lower: 'abcdefghijklmnopqrstuvwxyz0123456789',
  upper: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
  mixed: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
}

/** Text by chance that the seed decides. `kind`: an alphabet and a length, `uuid`, or `octet`. */
function random({ seed, spec }: Pick<Materials, 'seed' | 'spec'>, kind: string, word: string): string {
  const bytes = createHash('sha512').update(`${spec.typeName}\0${seed}\0${kind}\0${word}`).digest()
  if (kind === 'octet') return String(1 + ((bytes[0] ?? 0) % 254))
  if (kind === 'uuid') {
    const hex = bytes.toString('hex')
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
  }
  const [, name = '', length = '0'] = /^([a-z]+)(\d+)$/.exec(kind) ?? []
  const alphabet = alphabets[name] ?? ''
  return Array.from(
    { length: Number(length) },
    (_, at) => alphabet[(bytes[at % 64] ?? 0) % alphabet.length],
  ).join('')
}

function suffixOf(partition: string): string {
  return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
}
