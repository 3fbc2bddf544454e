import type { ValidationStyle } from '../../dispatch/index.ts'
import { missingParameter } from './errors.ts'

/**
 * SQS has words of its own for nearly all that an input can lack. Names of attributes are judged by the operations, which know
 * which ones are meant: the model has the names of queues' attributes where messages' are.
 */
export const validation: ValidationStyle = {
  code: 'InvalidParameterValue',
  leave: ({ kind }) => kind === 'enumeration',
  refuse: (violations) => {
    const missing = violations.find(({ kind }) => kind === 'required')
    return missing && missingParameter(missing.member)
  },
}
