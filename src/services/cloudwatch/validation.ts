import type { ValidationStyle } from '../../dispatch/index.ts'
import { missingParameter } from './errors.ts'

/** What the model refuses is a ValidationError in the usual words; what is missing is named alone. */
export const validation: ValidationStyle = {
  code: 'ValidationError',
  refuse: (violations) => {
    const missing = violations.find(({ kind }) => kind === 'required')
    return missing && missingParameter(`The parameter ${capital(missing.path)} is required.`)
  },
}

function capital(path: string): string {
  return path.charAt(0).toUpperCase() + path.slice(1)
}
