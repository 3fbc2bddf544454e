/**
 * A policy document in its parsed form. Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */

/** The two versions of the language. Policy variables exist in the second only. */
export type PolicyVersion = '2008-10-17' | '2012-10-17'

/** A document as it was read; it may break rules that the validators know. */
export interface PolicyDocument {
  /** Absent when the document does not say; the language is then 2008-10-17. */
  readonly version?: PolicyVersion
  readonly id?: string
  readonly statements: readonly Statement[]
}

/** One statement. What is absent was absent in the text. */
export interface Statement {
  readonly sid?: string
  /** As written: legacy documents differ in case (`allow`), which the validators refuse. */
  readonly effect: string
  readonly principal?: PrincipalElement
  readonly action?: PatternElement
  readonly resource?: PatternElement
  readonly conditions: readonly Condition[]
}

/** `Action`, `NotAction`, `Resource` or `NotResource`: `negated` tells the `Not` forms. */
export interface PatternElement {
  readonly negated: boolean
  readonly patterns: readonly string[]
}

/** `Principal` or `NotPrincipal`. `"*"` alone is one entry of type `*`. */
export interface PrincipalElement {
  readonly negated: boolean
  readonly entries: readonly PrincipalEntry[]
}

/** One value under one type of principal. */
export interface PrincipalEntry {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser' | '*'
  readonly value: string
}

/** One key of one operator block; all of a statement must be met. */
export interface Condition {
  readonly quantifier?: 'ForAnyValue' | 'ForAllValues'
  /** The operator without quantifier and `IfExists`: `StringLike`. */
  readonly operator: string
  readonly ifExists: boolean
  readonly key: string
  readonly values: readonly string[]
}
