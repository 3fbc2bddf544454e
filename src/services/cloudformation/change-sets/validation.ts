/**
 * What change sets check beyond the template itself: whether types take the properties that they are given.
 * Source: User Guide, "Validate stack deployments": early validation; the words are observed on AWS.
 */
import { type PreparedTemplate, resolveProperties } from '../../../engines/template/index.ts'
import type { StackEvent } from '../domain/events.ts'
import type { Catalogue } from '../driver/catalogue.ts'

const validationName = 'AWS::EarlyValidation::PropertyValidation'

/** Why a change set fails whose properties were found wrong. */
export const validationReason = `The following hook(s)/validation failed: [${validationName}]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.`

/** What is wrong with the properties of a template, as DescribeEvents tells it. */
export function propertyProblems(
  prepared: PreparedTemplate,
  catalogue: Catalogue,
): ReadonlyArray<Pick<StackEvent, 'logicalId' | 'type' | 'reason' | 'validation'>> {
  return [...prepared.resources.values()].flatMap(({ logicalId, type }) =>
    catalogue.problems(type, resolveProperties(prepared, logicalId)).map((problem) => {
      const [place = '', ...words] = problem.split(': ')
      return {
        logicalId,
        type,
        reason: words.join(': '),
        validation: {
          name: validationName,
          path: `/Resources/${logicalId}/Properties${place.replace(/^#/, '')}`,
          mode: 'FAIL' as const,
        },
      }
    }),
  )
}
