/**
 * Which tier a parameter gets.
 * Source: Systems Manager User Guide, "Managing parameter tiers"; API Reference, PutParameter, `Tier`.
 */
import { parameterLimitExceeded, validation } from '../errors.ts'
import {
  advancedParameterCount,
  advancedValueCharacters,
  standardParameterCount,
  standardValueCharacters,
} from '../limits.ts'

export type Tier = 'Standard' | 'Advanced'
export type TierWish = Tier | 'Intelligent-Tiering'

/** What the choice of a tier depends on. */
export interface TierQuestion {
  /** What the request says; absent when it says nothing. */
  readonly requested: TierWish | undefined
  /** The account's setting in this region. */
  readonly byDefault: TierWish
  /** The tier that the parameter has; absent for a new one. */
  readonly existing: Tier | undefined
  readonly valueCharacters: number
  readonly hasPolicies: boolean
  /** The data types `url`, `json` and `jsonc` exist in the advanced tier alone. */
  readonly dataTypeNeedsAdvanced: boolean
  /** How many parameters of each tier the account has in this region. */
  readonly counts: Readonly<Record<Tier, number>>
}

const guide =
  'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html'

/** Decides the tier. Fails with ValidationException or ParameterLimitExceeded. */
export function decideTier(question: TierQuestion): Tier {
  const tier = wishedTier(question)
  if (tier === 'Standard') checkStandard(question)
  if (question.valueCharacters > advancedValueCharacters) {
    throw validation(
      `The specified parameter value is too large. Advanced-tier parameters support a maximum parameter value of ${advancedValueCharacters} characters.`,
    )
  }
  const limit = tier === 'Standard' ? standardParameterCount : advancedParameterCount
  if (question.existing !== tier && question.counts[tier] >= limit) throw parameterLimitExceeded(tier, limit)
  return tier
}

function wishedTier(question: TierQuestion): Tier {
  const { requested, existing } = question
  if (existing === 'Advanced') {
    if (requested !== 'Standard') return 'Advanced'
    throw validation(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter. Be aware that standard parameters have a value limit of 4096 characters.",
    )
  }
  const wish = requested ?? question.byDefault
  if (wish !== 'Intelligent-Tiering') return wish
  const needsAdvanced =
    question.valueCharacters > standardValueCharacters ||
    question.hasPolicies ||
    question.dataTypeNeedsAdvanced ||
    (existing === undefined && question.counts.Standard >= standardParameterCount)
  return needsAdvanced ? 'Advanced' : 'Standard'
}

function checkStandard(question: TierQuestion): void {
  if (question.valueCharacters > standardValueCharacters) {
    throw validation(
      `Standard tier parameters support a maximum parameter value of ${standardValueCharacters} characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see ${guide}`,
    )
  }
  if (question.hasPolicies) {
    throw validation("You can't assign parameter policies to a standard-parameter tier.")
  }
  if (question.dataTypeNeedsAdvanced) {
    // UNVERIFIED: the words. The API Reference says only that these data types need the advanced tier.
    throw validation('The url, json and jsonc data types require the advanced-parameter tier.')
  }
}
