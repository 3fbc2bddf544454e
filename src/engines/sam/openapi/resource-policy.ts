import {
  type Carried,
  carry,
  carryItems,
  fromTemplate,
  isUnicodeKey,
  keysOf,
  legacyDict,
  plainDict,
  plainList,
  push,
  set,
  Text,
  twin,
} from '../python/memory.ts'
import { pythonText } from '../python/text.ts'
import { type Dict, get, has, isDict, isEqual, isTruthy, type Value } from '../python/values.ts'
import { assumeMap, invalidDocument, requireMap, requirePathItem } from './document.ts'
import { anyMethodKey, policyKey } from './names.ts'
import type { RestDocument } from './rest-document.ts'

/** Adds the statements of a `ResourcePolicy` for all methods of a path. @throws InvalidDocument */
export function addResourcePolicy(
  document: RestDocument,
  policy: Dict,
  path: string,
  stageName: Carried,
): void {
  const stage = twin(stageName)
  requireMap(policy, 'Resource Policy is not a valid dictionary.')
  const accounts = (name: string, effect: string) => {
    const list = twin(carry(policy, name) ?? null)
    if (list !== undefined && list !== null)
      addAccounts(document, list, effect, resourcesOf(document, path, stage))
  }
  accounts('AwsAccountWhitelist', 'Allow')
  accounts('AwsAccountBlacklist', 'Deny')
  const ranges = (name: string, operator: string) => {
    const list = twin(carry(policy, name) ?? null)
    if (list !== undefined && list !== null)
      addRanges(document, list, operator, resourcesOf(document, path, stage))
  }
  ranges('IpRangeWhitelist', 'NotIpAddress')
  ranges('IpRangeBlacklist', 'IpAddress')
  requireTexts(policy, 'Blacklist')
  const resources = resourcesOf(document, path, stage)
  addNetworks(document, policy, 'Blacklist', 'StringEquals', resources)
  requireTexts(policy, 'Whitelist')
  addNetworks(document, policy, 'Whitelist', 'StringNotEquals', resources)
  set(document.doc, policyKey, document.resourcePolicy)
}

/** Adds statements as the template has them. */
export function addCustomStatements(document: RestDocument, given: Value): void {
  const statements = twin(given)
  const policy = policyOf(document)
  const existing = get(policy, 'Statement')
  if (existing === undefined || existing === null) set(policy, 'Statement', statements)
  else {
    const all = asList(existing)
    for (const statement of asList(statements))
      if (!all.some((one) => isEqual(one, statement))) push(all, statement)
    set(policy, 'Statement', all)
  }
  set(document.doc, policyKey, document.resourcePolicy)
}

function policyOf(document: RestDocument): Dict {
  const policy = assumeMap(document.resourcePolicy)
  set(policy, 'Version', '2012-10-17')
  return policy
}

function asList(value: Value): Value[] {
  return Array.isArray(value) ? value : [value]
}

/** What a policy's statement is about: one ARN for each method of the path. */
function resourcesOf(document: RestDocument, path: string, stage: Carried): Value[] {
  // API Gateway takes the slash at the end of a path away, and a variable of a path stands for anything.
  const pattern = path.replace(/\{[a-zA-Z0-9._-]+\+?\}/g, '*')
  const fromPath = document.pathText(path).unicode
  return document.pathItems(path).flatMap((item) => {
    const map = requirePathItem(item, path)
    return keysOf(map).map((name) => {
      const lower = name.toLowerCase()
      const isAny = lower === anyMethodKey || lower === 'any'
      const text = `execute-api:/\${__Stage__}/${isAny ? '*' : name.toUpperCase()}${pattern}`
      const isUnicode = fromPath || (!isAny && isUnicodeKey(map, name))
      return plainDict([
        ['Fn::Sub', plainList([new Text(text, isUnicode), plainDict([['__Stage__', stage]])])],
      ])
    })
  })
}

function addAccounts(document: RestDocument, accounts: Carried, effect: string, resources: Value[]): void {
  const value = accounts instanceof Text ? accounts.text : accounts
  if (!isTruthy(value)) return
  if (typeof value !== 'object') {
    throw invalidDocument(`Type of '${pythonText(value)}' must be a list or dictionary`)
  }
  const policy = policyOf(document)
  const statement = legacyDict([
    ['Effect', effect],
    ['Action', 'execute-api:Invoke'],
    ['Resource', resources],
    ['Principal', legacyDict([['AWS', Array.isArray(value) ? value : [value]]])],
  ])
  const existing = get(policy, 'Statement')
  if (existing === undefined || existing === null) set(policy, 'Statement', statement)
  else {
    const all = asList(existing)
    push(all, statement)
    set(policy, 'Statement', all)
  }
}

function addRanges(document: RestDocument, ranges: Carried, operator: string, resources: Value[]): void {
  if (!isTruthy(ranges instanceof Text ? ranges.text : ranges)) return
  const list = Array.isArray(ranges) ? ranges : plainList([ranges])
  addAllowAndDeny(document, resources, plainDict([[operator, plainDict([['aws:SourceIp', list]])]]))
}

function requireTexts(policy: Dict, kind: 'Blacklist' | 'Whitelist'): void {
  const list = get(policy, `SourceVpc${kind}`)
  if (list === undefined || list === null) return
  if (itemsOf(list).some((item) => typeof item !== 'string')) {
    throw invalidDocument(
      `SourceVpc${kind} must be a list of strings. Use IntrinsicVpc${kind} instead for values that use Intrinsic Functions`,
    )
  }
}

/** What Python goes through when it goes through a value: items, keys, or characters. */
function itemsOf(value: Value): Value[] {
  if (Array.isArray(value)) return value
  if (isDict(value)) return keysOf(value)
  if (typeof value === 'string') return Array.from(value)
  throw new TypeError('not iterable')
}

function addNetworks(
  document: RestDocument,
  policy: Dict,
  kind: 'Blacklist' | 'Whitelist',
  operator: string,
  resources: Value[],
): void {
  const networks: Carried[] = []
  const endpoints: Carried[] = []
  const listed = get(policy, `SourceVpc${kind}`)
  if (listed !== undefined && listed !== null) {
    for (const id of itemsOf(listed) as string[]) {
      if (id.startsWith('vpce-')) endpoints.push(fromTemplate(id))
      if (id.startsWith('vpc-')) networks.push(fromTemplate(id))
    }
  }
  const condition = legacyDict()
  const add = (name: string, items: readonly Carried[]) => {
    if (!has(condition, name)) set(condition, name, [])
    for (const item of items) push(condition[name] as Value[], item)
  }
  if (networks.length > 0) add('aws:SourceVpc', networks)
  if (endpoints.length > 0) add('aws:SourceVpce', endpoints)
  const others = [
    ['aws:SourceVpc', get(policy, `IntrinsicVpc${kind}`)],
    ['aws:SourceVpce', get(policy, `IntrinsicVpce${kind}`)],
  ] as const
  for (const [name, list] of others) {
    if (list !== undefined && list !== null)
      add(name, Array.isArray(list) ? carryItems(twin(list)) : itemsOf(list))
  }
  if (!isTruthy(get(condition, 'aws:SourceVpc')) && !isTruthy(get(condition, 'aws:SourceVpce'))) return
  addAllowAndDeny(document, resources, plainDict([[operator, condition]]))
}

/** Everybody is allowed, and then those denied for whom the condition holds. */
function addAllowAndDeny(document: RestDocument, resources: Value[], condition: Dict): void {
  const policy = policyOf(document)
  const statement = (effect: string) =>
    legacyDict([
      ['Effect', effect],
      ['Action', 'execute-api:Invoke'],
      ['Resource', resources],
      ['Principal', '*'],
    ])
  const allow = statement('Allow')
  const deny = statement('Deny')
  set(deny, 'Condition', condition)
  const existing = get(policy, 'Statement')
  if (existing === undefined || existing === null) {
    set(policy, 'Statement', [allow, deny])
    return
  }
  const all = asList(existing)
  for (const one of [allow, deny]) if (!all.some((known) => isEqual(known, one))) push(all, one)
  set(policy, 'Statement', all)
}
