/**
 * Which images a lifecycle policy lets expire. All rules look at all images, then each image goes by one rule or none, the rule of the
 * lowest priority number first: what a rule selects by its tags no later rule touches.
 * Source: ECR User Guide, "Automate the cleanup of images by using lifecycle policies", "Lifecycle policy properties".
 */
import { isObject, type JsonObject } from '../../../base/json.ts'
import { lifecycleRulesMax } from '../limits.ts'
import { matchesWildcard } from './mutability.ts'

const dayMs = 86_400_000

export interface LifecycleRule {
  readonly priority: number
  readonly tagStatus: 'tagged' | 'untagged' | 'any'
  /** All of them have to be matched by tags of an image. `*` stands for any text. */
  readonly patterns: readonly string[]
  readonly countType: 'imageCountMoreThan' | 'sinceImagePushed' | 'sinceImagePulled'
  /** Images, or days. */
  readonly countNumber: number
}

/** An image as rules see it. Instants: milliseconds since the epoch. */
export interface AgingImage {
  readonly digest: string
  readonly tags: readonly string[]
  readonly pushedAt: number
  readonly pulledAt?: number
  /** An index that there is names it: it goes after that. */
  readonly isNamed: boolean
}

/** What a policy's text came to. `unbuilt`: AWS takes it, and this server has nothing that could do it. */
export type ReadPolicy =
  | { readonly rules: readonly LifecycleRule[] }
  | { readonly problem: string }
  | { readonly unbuilt: string }

/** Reads a policy. UNVERIFIED: the words of problems. */
export function readLifecyclePolicy(text: string): ReadPolicy {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { problem: 'the policy is not valid JSON' }
  }
  const rules = isObject(document) ? document.rules : undefined
  if (!Array.isArray(rules) || rules.length === 0)
    return { problem: 'object has missing required properties (["rules"])' }
  if (rules.length > lifecycleRulesMax)
    return { problem: `array is too long: must have at most ${lifecycleRulesMax} elements` }
  const read: LifecycleRule[] = []
  for (const rule of rules) {
    const result = isObject(rule) ? readRule(rule) : 'a rule is not an object'
    if (typeof result === 'string') return { problem: result }
    if ('unbuilt' in result) return result
    read.push(result)
  }
  read.sort((a, b) => a.priority - b.priority)
  const problem = problemOf(read)
  return problem === undefined ? { rules: read } : { problem }
}

function readRule(rule: JsonObject): LifecycleRule | string | { readonly unbuilt: string } {
  const { rulePriority, selection, action } = rule
  if (typeof rulePriority !== 'number' || !Number.isSafeInteger(rulePriority) || rulePriority < 1)
    return 'rulePriority must be an integer of at least 1'
  if (!isObject(selection)) return 'a rule needs a selection'
  if (!isObject(action) || typeof action.type !== 'string') return 'a rule needs an action'
  if (action.type === 'transition' || selection.storageClass === 'archive')
    return { unbuilt: 'lifecycle rules that move images to the archive' }
  if (action.type !== 'expire')
    return `instance value ("${action.type}") not found in enum (possible values: ["expire"])`
  const { tagStatus, tagPrefixList, tagPatternList, countType, countUnit, countNumber } = selection
  if (tagStatus !== 'tagged' && tagStatus !== 'untagged' && tagStatus !== 'any')
    return `tagStatus must be one of tagged, untagged, any`
  const prefixes = textsOf(tagPrefixList)
  const patterns = textsOf(tagPatternList)
  if (!prefixes || !patterns) return 'tagPrefixList and tagPatternList are lists of texts'
  if (prefixes.length > 0 && patterns.length > 0) return 'tagPrefixList and tagPatternList exclude each other'
  const given = prefixes.length + patterns.length > 0
  if (tagStatus === 'tagged' && !given) return 'tagged needs a tagPrefixList or a tagPatternList'
  if (tagStatus !== 'tagged' && given) return `${tagStatus} takes no tagPrefixList and no tagPatternList`
  if (countType === 'sinceImageTransitioned') return { unbuilt: 'lifecycle rules about the archive' }
  if (
    countType !== 'imageCountMoreThan' &&
    countType !== 'sinceImagePushed' &&
    countType !== 'sinceImagePulled'
  )
    return `countType must be one of imageCountMoreThan, sinceImagePushed, sinceImagePulled`
  if (countType === 'imageCountMoreThan' ? countUnit !== undefined : countUnit !== 'days')
    return `countUnit must be "days" with ages, and absent with counts`
  if (typeof countNumber !== 'number' || !Number.isSafeInteger(countNumber) || countNumber < 1)
    return 'countNumber must be an integer of at least 1'
  return {
    priority: rulePriority,
    tagStatus,
    patterns: [...patterns, ...prefixes.map((prefix) => `${prefix}*`)],
    countType,
    countNumber,
  }
}

function textsOf(value: unknown): readonly string[] | undefined {
  if (value === undefined) return []
  return Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined
}

function problemOf(rules: readonly LifecycleRule[]): string | undefined {
  if (new Set(rules.map(({ priority }) => priority)).size < rules.length) return 'rulePriority must be unique'
  if (rules.filter(({ tagStatus }) => tagStatus === 'untagged').length > 1)
    return 'only one rule may select untagged images'
  const any = rules.findIndex(({ tagStatus }) => tagStatus === 'any')
  return any >= 0 && any < rules.length - 1
    ? 'a rule with tagStatus any must have the highest rulePriority'
    : undefined
}

/** The images that go, each with the priority of the rule by which it goes. `now`: milliseconds since the epoch. */
export function expiring<Image extends AgingImage>(
  rules: readonly LifecycleRule[],
  images: readonly Image[],
  now: number,
): ReadonlyArray<{ readonly image: Image; readonly rulePriority: number }> {
  const youngest = [...images].sort((a, b) => b.pushedAt - a.pushedAt || (a.digest < b.digest ? -1 : 1))
  const settled = new Set<string>()
  return rules.flatMap((rule) => {
    const selected = youngest.filter((image) => isSelected(rule, image))
    const found = selected
      .filter((image, index) => isOver(rule, image, index, now))
      .filter(({ digest, isNamed }) => !isNamed && !settled.has(digest))
    for (const { digest } of selected) settled.add(digest)
    return found.map((image) => ({ image, rulePriority: rule.priority }))
  })
}

function isSelected({ tagStatus, patterns }: LifecycleRule, { tags }: AgingImage): boolean {
  if (tagStatus === 'any') return true
  if (tagStatus === 'untagged') return tags.length === 0
  return patterns.every((pattern) => tags.some((tag) => matchesWildcard(pattern, tag)))
}

function isOver(
  { countType, countNumber }: LifecycleRule,
  image: AgingImage,
  index: number,
  now: number,
): boolean {
  if (countType === 'imageCountMoreThan') return index >= countNumber
  const since = countType === 'sinceImagePushed' ? image.pushedAt : (image.pulledAt ?? image.pushedAt)
  return now - since > countNumber * dayMs
}
