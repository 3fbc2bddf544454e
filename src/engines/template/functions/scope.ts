/** What functions may ask while they are computed. */
import type { Json } from '../../../base/json.ts'
import type { LiveValues, Mapping, TemplateContext } from '../types.ts'
import type { noValue } from './markers.ts'

/** Everything a value of a template may depend on. */
export interface Scope {
  readonly context: TemplateContext
  readonly mappings: ReadonlyMap<string, Mapping>
  /** Conditions that have been decided. */
  condition(name: string): boolean
  /** Whether the template has a resource of this name. */
  hasResource(logicalId: string): boolean
  readonly live: LiveValues
  /** True where the template has the transform AWS::LanguageExtensions. */
  readonly languageExtensions: boolean
}

/** What a computation gives: a value, or the mark that the value is to be left out. */
export type Computed = Json | typeof noValue

/** Computes a value: functions are handed it for their arguments. */
export type Compute = (value: Json, scope: Scope) => Computed

/** One function. Fails with a TemplateError. */
export type TemplateFunction = (argument: Json, scope: Scope, compute: Compute) => Computed

/** Before anything exists: nothing of resources and other stacks is known. */
export const nothingLive: LiveValues = {
  ref: () => undefined,
  attribute: () => undefined,
  exported: () => undefined,
}

/** The value of a parameter or pseudo parameter; undefined when there is none of the name. */
export function namedValue(name: string, context: TemplateContext): Json | undefined {
  const parameter = context.parameters.get(name)
  if (parameter) return parameter.value
  const { pseudo } = context
  switch (name) {
    case 'AWS::AccountId':
      return pseudo.accountId
    case 'AWS::Region':
      return pseudo.region
    case 'AWS::Partition':
      return pseudo.partition
    case 'AWS::URLSuffix':
      return pseudo.urlSuffix
    case 'AWS::StackId':
      return pseudo.stackId
    case 'AWS::StackName':
      return pseudo.stackName
    case 'AWS::NotificationARNs':
      return pseudo.notificationArns
    default:
      return undefined
  }
}

/** Names of pseudo parameters. Source: User Guide, "Get AWS values using pseudo parameters". */
export const pseudoParameters: ReadonlySet<string> = new Set([
  'AWS::AccountId',
  'AWS::NoValue',
  'AWS::NotificationARNs',
  'AWS::Partition',
  'AWS::Region',
  'AWS::StackId',
  'AWS::StackName',
  'AWS::URLSuffix',
])
