import { AwsError } from '../../../aws/aws-error.ts'
import type { Json, JsonObject } from '../../../base/json.ts'
import { zipOf } from '../../../compute/index.ts'
import type { ResourceInput } from '../../../dispatch/index.ts'
import { cfnResponseFiles } from './cfn-response.ts'

/** Source code that a template may hold. Unit: characters. Source: template reference, AWS::Lambda::Function Code, ZipFile. */
const inlineCharactersMax = 4 * 1024 * 1024

/**
 * Code as operations take it: the source that a template holds becomes a zip of one file, `index.js` or `index.py`, with the
 * module that answers custom resources where it asks for it. Fails with InvalidParameterValueException for other
 * languages. Source: template reference, AWS::Lambda::Function Code, ZipFile.
 */
export function codeInput(code: JsonObject, runtime: Json | undefined): ResourceInput {
  const { ZipFile, ...rest } = code
  if (typeof ZipFile !== 'string') return rest
  // UNVERIFIED: the words of both refusals.
  if (ZipFile.length > inlineCharactersMax)
    throw new AwsError(
      'InvalidParameterValueException',
      `Inline code must not be longer than ${inlineCharactersMax} characters.`,
    )
  const language = /^(nodejs|python)/.exec(String(runtime ?? ''))?.[1] as 'nodejs' | 'python' | undefined
  if (!language)
    throw new AwsError(
      'InvalidParameterValueException',
      'ZipFile can only be used when Runtime is set to a Node.js or Python runtime.',
    )
  const file = language === 'nodejs' ? 'index.js' : 'index.py'
  return { ...rest, ZipFile: zipOf({ [file]: ZipFile, ...cfnResponseFiles(language, ZipFile) }) }
}
