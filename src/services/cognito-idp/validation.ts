import { describeViolations, type ValidationStyle } from '../../dispatch/index.ts'
import { invalidParameter } from './errors.ts'

/** Members whose values are not repeated: passwords, codes, tokens. */
const secret = /password|secret|token|code$|session/i

/** What a model's constraints refuse. Values of secret members are left out, as AWS does. Source: published answers of AWS. */
export const validation: ValidationStyle = {
  refuse: (violations) =>
    invalidParameter(
      violations.reduce(
        (text, { path, member }) =>
          secret.test(member)
            ? text.replace(new RegExp(`Value '[^]*?' at '${escaped(path)}'`), `Value at '${path}'`)
            : text,
        describeViolations(violations),
      ),
    ),
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
