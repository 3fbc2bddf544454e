import type * as Api from '@aws-sdk/client-ssm'
import type { OperationContext } from '../../../dispatch/index.ts'
import { readReference } from '../domain/names.ts'
import { loadReferenced } from '../parameters.ts'
import { required } from '../required.ts'
import { isSecretReference, readSecret } from '../secrets.ts'
import { parameterView } from '../views.ts'

/** Answers one parameter, by name, `name:version`, `name:label` or ARN. */
export async function getParameter(
  input: Api.GetParameterRequest,
  context: OperationContext,
): Promise<Api.GetParameterResult> {
  const withDecryption = input.WithDecryption === true
  return { Parameter: await readParameter(context, required(input.Name, 'Name'), withDecryption) }
}

/** What GetParameter and GetParameters answer for one name. */
export async function readParameter(
  context: OperationContext,
  text: string,
  withDecryption: boolean,
): Promise<Api.Parameter> {
  const reference = readReference(text)
  if (isSecretReference(reference.path)) return readSecret(context, reference, withDecryption)
  const { parameter, version } = await loadReferenced(context, reference)
  const { selector } = reference
  // AWS answers the name as it was asked for, with or without the leading slash; of an ARN, the parameter's own.
  const name = reference.owner === undefined ? reference.name : parameter.name
  return parameterView(context, parameter, version, withDecryption, {
    name,
    ...(selector === undefined ? {} : { selector }),
  })
}
