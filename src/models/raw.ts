/**
 * The form in which models are kept on disk: what the SDK's runtime schemas say, and nothing else, written by
 * `tools/generate-models.ts`. A target is the name of a simple type (`string`, `timestamp`), a named shape
 * (`#FunctionCode`), or a list or map of a target (`[]string`, `{}#Tag`).
 */
import type { Constraints, Protocol } from './types.ts'

export interface RawModel {
  readonly name: string
  readonly serviceId: string
  readonly apiVersion: string
  readonly protocols: readonly Protocol[]
  readonly signingName: string
  readonly endpointPrefix: string
  readonly targetPrefix?: string
  readonly rpcName?: string
  readonly xmlNamespace?: string
  readonly awsQueryCompatible?: true
  readonly operations: Readonly<Record<string, RawOperation>>
  readonly shapes: Readonly<Record<string, RawShape>>
}

export interface RawOperation {
  readonly input?: string
  readonly output?: string
  /** Method, path, status. */
  readonly http?: readonly [string, string, number]
  readonly hostPrefix?: string
  readonly errors?: readonly string[]
}

/** The SDK's own trait names; flags are 1. */
export type RawTraits = Readonly<Record<string, unknown>>

export type RawTarget = string | readonly [target: string, traits: RawTraits]

export interface RawShape {
  readonly type: 'structure' | 'union' | 'error' | 'list' | 'map' | 'simple'
  readonly traits?: RawTraits
  readonly members?: Readonly<Record<string, RawTarget>>
  /** How many of the members, from the first, are required. */
  readonly required?: number
  readonly member?: RawTarget
  readonly key?: RawTarget
  readonly value?: RawTarget
  readonly target?: string
}

/**
 * By structure, then by path in it: a member's name, `name[]` for the members of a list, `name{}` for the values and
 * `name{k}` for the keys of a map, repeated for what is nested.
 */
export type RawConstraints = Readonly<Record<string, Readonly<Record<string, Constraints>>>>
