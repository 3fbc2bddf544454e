import { describeViolations, type ValidationStyle } from '../../dispatch/index.ts'
import { missingParameter, validationError } from './errors.ts'

/** SNS has words of its own for a missing parameter; what is wrong deeper inside is told in AWS's usual ones. */
export const validation: ValidationStyle = {
  code: 'ValidationError',
  refuse: (violations) => {
    const missing = violations.find(({ kind, path }) => kind === 'required' && !path.includes('.'))
    return missing ? missingParameter(missing.member) : validationError(describeViolations(violations))
  },
}
