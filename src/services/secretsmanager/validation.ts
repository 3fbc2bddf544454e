import type { ValidationStyle } from '../../dispatch/index.ts'
import { invalidParameter } from './errors.ts'

/** What a model's constraints refuse. Of the token the words are AWS's own. Source: published answers of AWS. */
export const validation: ValidationStyle = {
  refuse: (violations) => {
    const token = violations.find(({ member, kind }) => member === 'ClientRequestToken' && kind === 'length')
    return token && invalidParameter('ClientRequestToken must be 32-64 characters long.')
  },
}
