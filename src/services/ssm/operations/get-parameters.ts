import type * as Api from '@aws-sdk/client-ssm'
import { AwsError } from '../../../aws/aws-error.ts'
import type { OperationContext } from '../../../dispatch/index.ts'
import { required } from '../required.ts'
import { readParameter } from './get-parameter.ts'

/** Answers up to ten parameters in the order of their names; those that are not there are named. */
export async function getParameters(
  input: Api.GetParametersRequest,
  context: OperationContext,
): Promise<Api.GetParametersResult> {
  const names = [...new Set(required(input.Names, 'Names'))]
  const withDecryption = input.WithDecryption === true
  const answers = await Promise.all(
    names.map(async (name) => ({ name, parameter: await readIfThere(context, name, withDecryption) })),
  )
  return {
    Parameters: answers
      .flatMap(({ parameter }) => parameter ?? [])
      .sort((left, right) => (`${left.Name}` < `${right.Name}` ? -1 : 1)),
    InvalidParameters: answers.flatMap(({ name, parameter }) => (parameter === undefined ? name : [])),
  }
}

async function readIfThere(
  context: OperationContext,
  name: string,
  withDecryption: boolean,
): Promise<Api.Parameter | undefined> {
  try {
    return await readParameter(context, name, withDecryption)
  } catch (error) {
    const absent =
      error instanceof AwsError &&
      (error.code === 'ParameterNotFound' || error.code === 'ParameterVersionNotFound')
    if (absent) return undefined
    throw error
  }
}
