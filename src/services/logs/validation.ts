import type { ValidationStyle } from '../../dispatch/index.ts'
import { invalidParameter } from './errors.ts'

/**
 * What a model's constraints refuse is an InvalidParameterException; a name of a group or stream that is too long has
 * words of its own. Source: observed on AWS, 2026-02-03 and 2026-02-05 (recorded tests of another project).
 */
export const validation: ValidationStyle = {
  code: 'InvalidParameterException',
  refuse: (violations) => {
    const name = violations.find(
      ({ member, kind, constraint }) =>
        (member === 'logGroupName' || member === 'logStreamName') &&
        kind === 'length' &&
        constraint.includes('less than or equal to 512'),
    )
    return (
      name &&
      invalidParameter('Invalid LogGroup or LogStream, both must have length less than or equal to 512.')
    )
  },
}
