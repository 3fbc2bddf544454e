/**
 * How parameters are named and referred to.
 *
 * A name of one level is the same parameter with and without its leading slash (both have one ARN); a name of several
 * levels must have the slash. So what identifies a parameter in its account and region is its path: the name without
 * the leading slash.
 * Source: Systems Manager User Guide, "Requirements and constraints for parameter names"; API Reference, PutParameter.
 */
import { formatArn, parseArn } from '../../../aws/arn.ts'
import type { AccountId, Partition, Region } from '../../../aws/identifiers.ts'
import { accessDenied, hierarchyLevelLimitExceeded, validation } from '../errors.ts'
import { arnCharacters, hierarchyLevelCount } from '../limits.ts'

/** Where a parameter lives. */
export interface Place {
  readonly partition: Partition
  readonly region: Region
  readonly accountId: AccountId
}

/** What a caller's text refers to. */
export interface Reference {
  /** The name as the caller wrote it; of an ARN, the name that it stands for. */
  readonly name: string
  readonly path: string
  /** A version or a label, as it stood behind the colon. */
  readonly selector?: string
  /** Present when the caller wrote an ARN. */
  readonly owner?: { readonly accountId: string; readonly region: string }
}

const segmentForm = /^[a-zA-Z0-9_.-]+$/

const pathRule =
  'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_'

const prefixRule = 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).'

/** The path that a name stands for. */
export function pathOf(name: string): string {
  return name.startsWith('/') ? name.slice(1) : name
}

/** A parameter's ARN. Source: Service Authorization Reference, "AWS Systems Manager", resource type `parameter`. */
export function parameterArn(place: Place, path: string): string {
  return formatArn({ ...place, service: 'ssm', resource: `parameter/${path}` })
}

/**
 * Reads `name`, `name:version`, `name:label` or an ARN of one of these, as the Get operations take them.
 * Fails with ValidationException.
 */
export function readReference(text: string): Reference {
  const trimmed = text.trim()
  const arn = trimmed.startsWith('arn:') ? parseArn(trimmed) : undefined
  const inArn = arn?.service === 'ssm' && arn.resource.startsWith('parameter/')
  const rest = inArn ? arn.resource.slice('parameter'.length) : trimmed
  const [written = '', selector, ...more] = rest.split(':')
  if (more.length > 0 || selector === '') {
    throw validation(
      'Invalid parameter name. Please use correct syntax for referencing a version/label <name>:<version/label>',
    )
  }
  const name = inArn && !written.slice(1).includes('/') ? written.slice(1) : written
  checkForm(name)
  return {
    name,
    path: pathOf(name),
    ...(selector === undefined ? {} : { selector }),
    ...(inArn ? { owner: { accountId: arn.accountId, region: arn.region } } : {}),
  }
}

/** Reads a name where AWS takes neither ARNs nor selectors. Fails with ValidationException. */
export function readName(text: string): { readonly name: string; readonly path: string } {
  const name = text.trim()
  checkForm(name)
  return { name, path: pathOf(name) }
}

/**
 * Reads the name of a parameter that is to be written. Fails with ValidationException, AccessDeniedException (the
 * reserved root `/aws`, and names too long for an ARN) or HierarchyLevelLimitExceededException.
 */
export function readNewName(text: string, place: Place): { readonly name: string; readonly path: string } {
  const name = text.trim()
  if (name.includes('/') && !name.startsWith('/')) {
    throw validation('Parameter name must be a fully qualified name')
  }
  if (name.endsWith('/')) throw validation('Parameter name must not end with slash.')
  const path = pathOf(name)
  checkReserved(path)
  checkForm(name)
  if (path.split('/').length > hierarchyLevelCount) throw hierarchyLevelLimitExceeded()
  const arn = parameterArn(place, path)
  if (arn.length > arnCharacters) {
    // UNVERIFIED: the words. AWS refuses the name where it evaluates permissions on its ARN.
    throw accessDenied(
      `The parameter name is too long: its ARN may have at most ${arnCharacters} characters.`,
    )
  }
  return { name, path }
}

function checkReserved(path: string): void {
  const lower = path.toLowerCase()
  if (!lower.startsWith('aws') && !lower.startsWith('ssm')) return
  if (!path.includes('/')) throw validation(prefixRule)
  if (lower.startsWith('aws')) throw accessDenied(`No access to reserved parameter name: ${path}.`)
  throw validation(pathRule)
}

function checkForm(name: string): void {
  const path = pathOf(name)
  const qualified = name.startsWith('/') || !path.includes('/')
  if (!qualified || !path.split('/').every((segment) => segmentForm.test(segment))) throw validation(pathRule)
}

/**
 * Reads the path of GetParametersByPath or of a Path filter: the path of the level whose parameters are wanted, without
 * slashes at its ends; the root is ''. Fails with ValidationException.
 */
export function readLevel(text: string): string {
  const trimmed = text.trim()
  const level = trimmed.replace(/^\//, '').replace(/\/$/, '')
  const wellFormed =
    trimmed === '/' ||
    (trimmed.startsWith('/') && level.split('/').every((segment) => segmentForm.test(segment)))
  if (!wellFormed) {
    throw validation(
      'The parameter doesn\'t meet the parameter name requirements. The parameter name must begin with a forward slash "/". It can\'t be prefixed with "aws" or "ssm" (case-insensitive). It must use only letters, numbers, or the following symbols: . (period), - (hyphen), _ (underscore). Special characters are not allowed. All sub-paths, if specified, must use the forward slash symbol "/". Valid example: /get/parameters2-/by1./path0_.',
    )
  }
  return level
}

/** The level directly above a path, and the path's last part. The root is ''. */
export function splitPath(path: string): { readonly level: string; readonly leaf: string } {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? { level: '', leaf: path } : { level: path.slice(0, slash), leaf: path.slice(slash + 1) }
}

/** Whether a path lies below a level: directly, or at any depth. */
export function isBelow(path: string, level: string, depth: 'OneLevel' | 'Recursive'): boolean {
  return depth === 'OneLevel' ? splitPath(path).level === level : level === '' || path.startsWith(`${level}/`)
}
