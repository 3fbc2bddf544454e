/**
 * Filters of DescribeParameters and GetParametersByPath.
 * Source: API Reference, ParameterStringFilter and ParametersFilter; the messages are those that users of AWS have
 * published.
 */
import { invalidFilterKey, invalidFilterOption, invalidFilterValue, validation } from '../errors.ts'
import { type Labels, labelsOf } from './labels.ts'
import { isBelow, pathOf, readLevel } from './names.ts'
import type { Tags } from './tags.ts'

/** A filter as the API has it. */
export interface ApiFilter {
  readonly Key: string | undefined
  readonly Option?: string | undefined
  readonly Values?: readonly string[] | undefined
}

/** A filter that was checked: option and values are there. */
export interface Filter {
  readonly key: string
  readonly option: string
  readonly values: readonly string[]
}

/** What filters look at. */
export interface Filtered {
  readonly path: string
  readonly type: string
  readonly keyId?: string | undefined
  readonly tier: string
  readonly dataType: string
  readonly tags: Tags
  readonly labels: Labels
  readonly version: number
}

const allowedValues: Readonly<Record<string, readonly string[]>> = {
  Type: ['String', 'StringList', 'SecureString'],
  Tier: ['Standard', 'Advanced', 'Intelligent-Tiering'],
}

/** Checks the ParameterFilters of a listing. Fails with InvalidFilterKey, -Option, -Value or ValidationException. */
export function readFilters(
  filters: readonly ApiFilter[],
  operation: 'DescribeParameters' | 'GetParametersByPath',
): Filter[] {
  const seen = new Set<string>()
  return filters.map((filter) => {
    const key = filter.Key ?? ''
    checkKey(key, operation)
    if (seen.has(key)) {
      throw invalidFilterKey(
        `The following filter is duplicated in the request: ${key}. A request can contain only one occurrence of a specific filter.`,
      )
    }
    seen.add(key)
    return readFilter(key, filter)
  })
}

/** Turns the older `Filters` of DescribeParameters into the newer ones: a Name there means names that begin so. */
export function readOldFilters(filters: readonly ApiFilter[]): Filter[] {
  return filters.map(({ Key: key = '', Values: values = [] }) => ({
    key,
    option: key === 'Name' ? 'BeginsWith' : 'Equals',
    values,
  }))
}

function checkKey(key: string, operation: 'DescribeParameters' | 'GetParametersByPath'): void {
  const known =
    operation === 'DescribeParameters'
      ? key.startsWith('tag:') || ['Path', 'Name', 'Type', 'KeyId', 'Tier', 'DataType'].includes(key)
      : ['Type', 'KeyId', 'Label'].includes(key)
  if (known) return
  const keys = operation === 'DescribeParameters' ? '[Path, Name, Type, KeyId, Tier]' : '[Type, KeyId]'
  throw invalidFilterKey(`The following filter key is not valid: ${key}. Valid filter keys include: ${keys}.`)
}

function readFilter(key: string, filter: ApiFilter): Filter {
  const values = filter.Values ?? []
  if (values.length === 0 && !key.startsWith('tag:')) {
    throw invalidFilterValue(`The following filter values are missing : null for filter key ${key}.`)
  }
  const option = filter.Option ?? (key === 'Path' ? 'OneLevel' : 'Equals')
  if (!optionsOf(key).includes(option)) {
    const valid = key === 'Path' ? '[Recursive, OneLevel]' : '[BeginsWith, Equals]'
    throw invalidFilterOption(
      `The following filter option is not valid: ${option}. Valid options include: ${valid}.`,
    )
  }
  if (key === 'Path') return { key, option, values: values.map(readPathValue) }
  const allowed = allowedValues[key]
  const wrong = values.find((value) => allowed !== undefined && !allowed.includes(value))
  if (allowed !== undefined && wrong !== undefined) {
    throw invalidFilterOption(
      `The following filter value is not valid: ${wrong}. Valid values include: [${allowed.join(', ')}].`,
    )
  }
  return { key, option, values }
}

function optionsOf(key: string): readonly string[] {
  if (key === 'Path') return ['Recursive', 'OneLevel']
  if (key === 'Label') return ['Equals']
  return key === 'Name' ? ['Equals', 'BeginsWith', 'Contains'] : ['Equals', 'BeginsWith']
}

function readPathValue(value: string): string {
  if (/^\/(?:aws|ssm)/i.test(value)) {
    throw validation(
      'Filters for common parameters can\'t be prefixed with "aws" or "ssm" (case-insensitive). When using global parameters, please specify within a global namespace.',
    )
  }
  return readLevel(value)
}

/** Whether a parameter passes all filters. Labels are looked at by {@link labelledVersion} instead. */
export function passes(parameter: Filtered, filters: readonly Filter[]): boolean {
  return filters.every((filter) => filter.key === 'Label' || passesOne(parameter, filter))
}

function passesOne(parameter: Filtered, { key, option, values }: Filter): boolean {
  switch (key) {
    case 'Name':
      return passesName(parameter.path, option, values)
    case 'Path':
      return values.some((level) =>
        isBelow(parameter.path, level, option === 'OneLevel' ? 'OneLevel' : 'Recursive'),
      )
    case 'Type':
      return compares(parameter.type, option, values)
    case 'KeyId':
      return parameter.keyId !== undefined && compares(parameter.keyId, option, values)
    case 'Tier':
      return compares(parameter.tier, option, values)
    case 'DataType':
      return compares(parameter.dataType, option, values)
    default: {
      const tag = Object.hasOwn(parameter.tags, key.slice(4)) ? parameter.tags[key.slice(4)] : undefined
      return tag !== undefined && (values.length === 0 || compares(tag, option, values))
    }
  }
}

/** The slash before a name is optional, in the filter as in the name; only Contains sees it. */
function passesName(path: string, option: string, values: readonly string[]): boolean {
  if (option === 'Contains') return values.some((value) => `/${path}`.includes(value))
  return compares(path, option, values.map(pathOf))
}

function compares(actual: string, option: string, values: readonly string[]): boolean {
  return values.some((value) => (option === 'BeginsWith' ? actual.startsWith(value) : actual === value))
}

/**
 * The version that a listing shows: the newest that has one of the labels asked for, or the current one when none is
 * asked for; undefined when no version has such a label.
 * UNVERIFIED: which version AWS shows when several have one of the labels.
 */
export function labelledVersion(parameter: Filtered, filters: readonly Filter[]): number | undefined {
  const wanted = filters.find((filter) => filter.key === 'Label')?.values
  if (wanted === undefined) return parameter.version
  const versions = wanted.flatMap((label) =>
    Object.hasOwn(parameter.labels, label) ? (parameter.labels[label] ?? []) : [],
  )
  return versions.length === 0 ? undefined : Math.max(...versions)
}

/** The first of the labels asked for that a version has. */
export function labelThatMatched(
  parameter: Filtered,
  version: number,
  filters: readonly Filter[],
): string | undefined {
  const wanted = filters.find((filter) => filter.key === 'Label')?.values ?? []
  return labelsOf(parameter.labels, version).find((label) => wanted.includes(label))
}
