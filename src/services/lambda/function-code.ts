import type { OperationContext } from '../../dispatch/index.ts'
import { type CodeInput, receiveZip } from './code-upload.ts'
import { invalidParameter, notBuilt } from './errors.ts'
import type { Code, Settings } from './records.ts'

/** The code of a function as a request brings it. Fails with InvalidParameterValueException as AWS words it. */
export async function receiveCode(
  context: OperationContext,
  packageType: Settings['packageType'],
  input: CodeInput,
  doing: 'creating' | 'updating',
): Promise<Code> {
  const isZip = input.ZipFile !== undefined || input.S3Bucket !== undefined || input.S3Key !== undefined
  if (packageType === 'Zip') {
    if (input.ImageUri !== undefined)
      throw invalidParameter(`Please don't provide ImageUri when ${doing} a function with packageType Zip.`)
    return receiveZip(context, input)
  }
  if (isZip || input.ImageUri === undefined)
    throw invalidParameter(`Please provide ImageUri when ${doing} a function with packageType Image.`)
  throw notBuilt('functions from container images')
}
